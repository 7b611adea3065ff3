//! What there is to say about a setting, and the typed key by which rules of the domain read it.

use super::lookup::PluginRole;
use super::value::{Native, NativeValue};

/// Whose setting it is: one value for the server, or one for each user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    Global,
    User,
}

impl Scope {
    /// The `typ` of the wire format.
    pub const fn typ(self) -> &'static str {
        match self {
            Scope::Global => "inventree",
            Scope::User => "user",
        }
    }
}

/// What a setting holds, and the limits that hold for any value of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Bool,
    /// A whole number within inclusive limits, in the definition's `units`.
    Int {
        min: Option<i64>,
        max: Option<i64>,
    },
    Float,
    Text,
    Choice(ChoiceSource),
    /// The primary key of a row, or `""` for none. Plugins and machines have such settings, the
    /// server itself has none.
    Related(Related),
}

impl Kind {
    /// The `type` of the wire format: choices and floats are `string` too (spec 60-system §1.3).
    pub const fn wire_type(self) -> &'static str {
        match self {
            Kind::Bool => "boolean",
            Kind::Int { .. } => "integer",
            Kind::Related(_) => "related field",
            Kind::Float | Kind::Text | Kind::Choice(_) => "string",
        }
    }
}

/// The model that a [`Kind::Related`] setting points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Related {
    /// The `model_name` of the wire format, such as `company.company`.
    pub model: &'static str,
    /// The `api_url` of the wire format, such as `/api/company/`.
    pub api_url: &'static str,
    /// The `model_filters` of the wire format: flags that the row must have.
    pub filters: &'static [(&'static str, bool)],
}

/// Where the choices of a setting come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChoiceSource {
    /// Pairs of value and label.
    Fixed(&'static [(&'static str, &'static str)]),
    /// The codes of `CURRENCY_CODES`.
    Currencies,
    /// Every group by primary key, after the choice of none.
    Groups,
    /// The active plugins that play a role.
    Plugins(PluginRole),
}

/// A rule for one setting beyond its kind (spec 60-system §1.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validator {
    PartNameFormat,
    BatchCodeTemplate,
    IpnPattern,
    Icon,
    ReferencePattern,
    CurrencyCodes,
    BaseUrl,
    MailDomains,
    GroupMap,
    /// At most [`PRICING_DECIMAL_PLACES`](super::definitions::PRICING_DECIMAL_PLACES).
    FewestDecimals,
    /// At least [`PRICING_DECIMAL_PLACES_MIN`](super::definitions::PRICING_DECIMAL_PLACES_MIN).
    MostDecimals,
}

/// What the server does after a setting was written (spec 60-system §1.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Fetch exchange rates at once and check which prices are missing.
    RefreshCurrencies,
    ReloadPlugins,
    /// Raise `SERVER_RESTART_REQUIRED`, on every write, also when the value stays the same.
    RequireRestart,
    /// End every session, when the setting was turned on.
    EndSessions,
    /// Carry name and domain over to the `django_site` row of a server with several sites.
    RenameSite,
}

/// All there is to say about a setting. `description` is a sentence for the person who sets it;
/// `units` is `""` for a bare number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Definition {
    pub scope: Scope,
    /// Upper case, at most 50 characters.
    pub key: &'static str,
    pub name: &'static str,
    pub description: &'static str,
    pub kind: Kind,
    pub default: NativeValue<'static>,
    pub units: &'static str,
    pub validator: Option<Validator>,
    pub effect: Option<Effect>,
    /// The warning to be confirmed with every write, the `confirm_text` of the wire format.
    pub confirm: Option<&'static str>,
    /// Not for the settings page, though the API reads and writes it.
    pub hidden: bool,
    /// Reads as [`MASK`](super::MASK).
    pub protected: bool,
    /// A machine or plugin is not ready before this has a value.
    pub required: bool,
    /// The default is drawn at random when the row is first written, and `default` is empty.
    pub generated: bool,
}

/// A setting whose value is a `T`: its definition and its typed default.
#[derive(Debug)]
pub struct Setting<T: Native> {
    pub definition: Definition,
    default: T::Default,
}

impl<T: Native> Setting<T> {
    pub const fn key(&self) -> &'static str {
        self.definition.key
    }

    /// The value in force for the stored text; `None`, and text that is no `T`, give the default.
    pub fn read(&self, stored: Option<&str>) -> T {
        stored.and_then(T::parse).unwrap_or_else(|| self.default.into())
    }

    const fn declare(
        scope: Scope,
        key: &'static str,
        kind: Kind,
        native: NativeValue<'static>,
        default: T::Default,
        name: &'static str,
        description: &'static str,
    ) -> Self {
        let definition = Definition {
            scope,
            key,
            name,
            description,
            kind,
            default: native,
            units: "",
            validator: None,
            effect: None,
            confirm: None,
            hidden: false,
            protected: false,
            required: false,
            generated: false,
        };
        Self { definition, default }
    }

    pub const fn units(mut self, units: &'static str) -> Self {
        self.definition.units = units;
        self
    }

    pub const fn checked(mut self, validator: Validator) -> Self {
        self.definition.validator = Some(validator);
        self
    }

    pub const fn then(mut self, effect: Effect) -> Self {
        self.definition.effect = Some(effect);
        self
    }

    pub const fn confirm(mut self, warning: &'static str) -> Self {
        self.definition.confirm = Some(warning);
        self
    }

    pub const fn hidden(mut self) -> Self {
        self.definition.hidden = true;
        self
    }

    pub const fn protected(mut self) -> Self {
        self.definition.protected = true;
        self
    }

    pub const fn required(mut self) -> Self {
        self.definition.required = true;
        self
    }
}

impl Setting<bool> {
    pub const fn new(
        scope: Scope,
        key: &'static str,
        default: bool,
        name: &'static str,
        description: &'static str,
    ) -> Self {
        Self::declare(scope, key, Kind::Bool, NativeValue::Bool(default), default, name, description)
    }
}

impl Setting<i64> {
    pub const fn new(
        scope: Scope,
        key: &'static str,
        default: i64,
        name: &'static str,
        description: &'static str,
    ) -> Self {
        let kind = Kind::Int { min: None, max: None };
        Self::declare(scope, key, kind, NativeValue::Int(default), default, name, description)
    }

    pub const fn at_least(mut self, min: i64) -> Self {
        self.definition.kind = Kind::Int { min: Some(min), max: None };
        self
    }

    pub const fn within(mut self, min: i64, max: i64) -> Self {
        self.definition.kind = Kind::Int { min: Some(min), max: Some(max) };
        self
    }
}

impl Setting<f64> {
    pub const fn new(
        scope: Scope,
        key: &'static str,
        default: f64,
        name: &'static str,
        description: &'static str,
    ) -> Self {
        Self::declare(scope, key, Kind::Float, NativeValue::Float(default), default, name, description)
    }
}

impl Setting<String> {
    pub const fn new(
        scope: Scope,
        key: &'static str,
        default: &'static str,
        name: &'static str,
        description: &'static str,
    ) -> Self {
        Self::declare(scope, key, Kind::Text, NativeValue::Text(default), default, name, description)
    }

    pub const fn of(mut self, choices: ChoiceSource) -> Self {
        self.definition.kind = Kind::Choice(choices);
        self
    }

    pub const fn pk_of(mut self, related: Related) -> Self {
        self.definition.kind = Kind::Related(related);
        self
    }

    pub const fn generated(mut self) -> Self {
        self.definition.generated = true;
        self
    }
}
