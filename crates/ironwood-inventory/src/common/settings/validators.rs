//! The rules of single settings (spec 60-system §1.5), one function each.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::currencies;
use super::definition::Validator;
use super::definitions::{INVENTREE_DEFAULT_CURRENCY, PRICING_DECIMAL_PLACES, PRICING_DECIMAL_PLACES_MIN};
use super::error::SettingError;
use super::lookup::{Lookup, TemplateKind};
use super::reference_pattern;
use super::value::Native;

type Verdict = Result<(), SettingError>;

/// Puts the text that would be stored to the rule.
pub(super) fn check(validator: Validator, text: &str, lookup: &dyn Lookup) -> Verdict {
    match validator {
        Validator::PartNameFormat => part_name_format(text, lookup),
        Validator::BatchCodeTemplate => {
            lookup.check_template(TemplateKind::BatchCode, text).map_err(SettingError::value)
        }
        Validator::IpnPattern => ipn_pattern(text),
        Validator::Icon if text.is_empty() => Ok(()),
        Validator::Icon => lookup.check_icon(text).map_err(SettingError::rule),
        Validator::ReferencePattern => {
            reference_pattern::parse(text).map(|_| ()).map_err(|fault| SettingError::value(fault.to_string()))
        }
        Validator::CurrencyCodes => currency_codes(text, lookup),
        Validator::BaseUrl => base_url(text),
        Validator::MailDomains => mail_domains(text),
        Validator::GroupMap => group_map(text),
        Validator::FewestDecimals => in_order(
            i64::parse(text),
            Some(lookup.read(&PRICING_DECIMAL_PLACES)),
            "There cannot be more decimals at least than at most",
        ),
        Validator::MostDecimals => in_order(
            Some(lookup.read(&PRICING_DECIMAL_PLACES_MIN)),
            i64::parse(text),
            "There cannot be fewer decimals at most than at least",
        ),
    }
}

/// Columns of a part that its full name may show.
const PART_COLUMNS: &[&str] = &[
    "id",
    "name",
    "description",
    "keywords",
    "IPN",
    "image",
    "minimum_stock",
    "maximum_stock",
    "units",
    "trackable",
    "purchaseable",
    "salable",
    "active",
    "notes",
    "bom_checksum",
    "bom_checked_date",
    "bom_validated",
    "is_template",
    "assembly",
    "component",
    "virtual",
    "testable",
    "consumable",
    "locked",
    "revision",
    "creation_date",
    "link",
    "level",
    "lft",
    "rght",
    "tree_id",
    "default_expiry",
    "base_cost",
    "multiple",
    "metadata",
    "barcode_data",
    "barcode_hash",
];

/// Columns of a part that point at a row, by the name of the relation; with `_id` behind it they
/// are its key.
const PART_RELATIONS: &[&str] = &[
    "bom_checked_by",
    "category",
    "default_location",
    "creation_user",
    "responsible_owner",
    "variant_of",
    "revision_of",
];

/// Every `{{ ... }}` names a column of the part, and the whole renders. Text without any is the
/// same name for every part; upstream takes that, so does this.
fn part_name_format(text: &str, lookup: &dyn Lookup) -> Verdict {
    static CONTAINER: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\{\{(.*?)\}\}").expect("the pattern is constant"));
    static FIELD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bpart\.(\w+)").expect("the pattern is constant"));
    for container in CONTAINER.captures_iter(text) {
        let mut fields = FIELD.captures_iter(&container[1]).peekable();
        if fields.peek().is_none() {
            return Err(SettingError::value(
                "Between {{ and }} the template has to name a field of the part, such as part.name",
            ));
        }
        if let Some(unknown) = fields.find(|field| !is_part_column(&field[1])) {
            return Err(SettingError::value(format!("Parts have no field '{}'", &unknown[1])));
        }
    }
    lookup.check_template(TemplateKind::PartName, text).map_err(SettingError::value)
}

fn is_part_column(name: &str) -> bool {
    PART_COLUMNS.contains(&name) || PART_RELATIONS.contains(&name.strip_suffix("_id").unwrap_or(name))
}

/// A pattern that cannot be used would fail every later save of a part, so it is refused here.
fn ipn_pattern(text: &str) -> Verdict {
    Regex::new(text).map(|_| ()).map_err(|error| {
        // The engine explains over several lines; the last one says what is wrong.
        let said = error.to_string();
        let reason = said.lines().last().unwrap_or_default().trim_start_matches("error: ");
        SettingError::value(format!("The regular expression cannot be used: {reason}"))
    })
}

/// At least one code, each known and named once, and the main currency among them.
fn currency_codes(text: &str, lookup: &dyn Lookup) -> Verdict {
    let mut named: Vec<String> = Vec::new();
    for code in text.split(',').map(str::trim).filter(|code| !code.is_empty()).map(str::to_ascii_uppercase) {
        if currencies::find(&code).is_none() {
            return Err(SettingError::rule(format!("There is no currency with the code '{code}'")));
        }
        if named.contains(&code) {
            return Err(SettingError::rule(format!("The currency '{code}' is named twice")));
        }
        named.push(code);
    }
    if named.is_empty() {
        return Err(SettingError::rule("Name at least one currency"));
    }
    let main = lookup.read(&INVENTREE_DEFAULT_CURRENCY);
    if named.contains(&main) {
        Ok(())
    } else {
        Err(SettingError::rule(format!(
            "{main} is the main currency and has to stay: make another one the main currency first"
        )))
    }
}

/// A host or domain: labels of letters, digits and inner hyphens, with dots between them.
const HOST: &str = r"[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*";

/// Empty, or an address over HTTP. The host may be a bare name, as in a local network.
fn base_url(text: &str) -> Verdict {
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
        let host = format!(r"({HOST}\.?|\[[0-9a-f:.]+\])");
        let address = format!(r"(?i)^https?://{host}(:[0-9]{{1,5}})?([/?#]\S*)?$");
        Regex::new(&address).expect("the pattern is constant")
    });
    if text.is_empty() || ADDRESS.is_match(text) { Ok(()) } else { Err(SettingError::rule("Enter a valid URL.")) }
}

/// Empty, or domains with `@` before them and commas between them.
fn mail_domains(text: &str) -> Verdict {
    static DOMAIN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(&format!("^{HOST}$")).expect("the pattern is constant"));
    if text.is_empty() {
        return Ok(());
    }
    for entry in text.split(',').map(str::trim) {
        match entry.strip_prefix('@') {
            Some(domain) if DOMAIN.is_match(domain) => {}
            Some("") => return Err(SettingError::rule("A domain is missing after an @")),
            None if entry.is_empty() => {
                return Err(SettingError::rule("A domain is missing between two commas or at an end"));
            }
            _ => {
                return Err(SettingError::rule(format!("This is no mail domain: {entry}. Write it as @example.org")));
            }
        }
    }
    Ok(())
}

/// The text of a JSON object from names to names.
fn group_map(text: &str) -> Verdict {
    let map: Option<Value> = serde_json::from_str(text).ok();
    match map.as_ref().and_then(Value::as_object) {
        Some(names) if names.values().all(Value::is_string) => Ok(()),
        _ => Err(SettingError::value(r#"Send a JSON object of group names as text, such as {"buyers": "purchasing"}"#)),
    }
}

fn in_order(fewest: Option<i64>, most: Option<i64>, otherwise: &str) -> Verdict {
    if fewest <= most { Ok(()) } else { Err(SettingError::rule(otherwise)) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Known;
    use super::*;

    /// Nothing when the text is taken, else the key of the refusal.
    fn refused(validator: Validator, text: &str) -> Option<&'static str> {
        check(validator, text, &Known::default()).err().map(|error| error.key)
    }

    fn says(validator: Validator, text: &str) -> String {
        check(validator, text, &Known::default()).unwrap_err().messages.concat()
    }

    #[test]
    fn a_name_format_names_fields_of_the_part_in_every_container() {
        for taken in [
            "",
            "Part",
            "{{ part.name }}/{{ part.keywords if part.locked }}",
            "{{ part.category.name }}",
            "{{ part.category_id }}-{{ part.id }}",
        ] {
            assert_eq!(refused(Validator::PartNameFormat, taken), None, "{taken}");
        }
        for not_taken in [
            "{{ 'x' }}",
            "{{ part.name }}{{ other }}",
            "{{ party.name }}",
            "{{ part.colour }}",
            "{{ part.name_id }}",
            "{{ part.name if part.shape }}",
        ] {
            assert_eq!(refused(Validator::PartNameFormat, not_taken), Some("value"), "{not_taken}");
        }
        assert!(says(Validator::PartNameFormat, "{{ part.colour }}").contains("'colour'"));
    }

    #[test]
    fn templates_are_put_to_their_renderer() {
        assert_eq!(says(Validator::PartNameFormat, "{{ part.name }} {{"), "PartName ends too soon");
        assert_eq!(says(Validator::BatchCodeTemplate, "L{{ year"), "BatchCode ends too soon");
        assert_eq!(refused(Validator::BatchCodeTemplate, "L{{ year }}"), None);
    }

    #[test]
    fn a_pattern_of_part_numbers_must_be_usable() {
        assert_eq!(refused(Validator::IpnPattern, r"^R\d{4}-[A-F]$"), None);
        assert_eq!(refused(Validator::IpnPattern, ""), None);
        assert_eq!(refused(Validator::IpnPattern, "(R"), Some("value"));
        assert_eq!(says(Validator::IpnPattern, "[R").lines().count(), 1);
        assert!(says(Validator::IpnPattern, "(R").ends_with("unclosed group"));
    }

    #[test]
    fn an_icon_is_none_or_a_known_one() {
        assert_eq!(refused(Validator::Icon, ""), None);
        assert_eq!(refused(Validator::Icon, "set:anvil:solid"), None);
        assert_eq!(refused(Validator::Icon, "set:anvil:thin"), Some("non_field_errors"));
    }

    #[test]
    fn a_reference_pattern_must_parse() {
        assert_eq!(refused(Validator::ReferencePattern, "J{ref:06d}"), None);
        assert_eq!(refused(Validator::ReferencePattern, "J"), Some("value"));
        assert_eq!(refused(Validator::ReferencePattern, ""), Some("value"));
    }

    #[test]
    fn currency_codes_are_known_named_once_and_include_the_main_one() {
        assert_eq!(refused(Validator::CurrencyCodes, "usd, sek,,CHF"), None);
        for not_taken in ["", " , ", "USD,QQQ", "USD,sek,SEK", "SEK,CHF"] {
            assert_eq!(refused(Validator::CurrencyCodes, not_taken), Some("non_field_errors"), "{not_taken}");
        }
        let swiss = Known::default().with("INVENTREE_DEFAULT_CURRENCY", "CHF");
        assert!(check(Validator::CurrencyCodes, "SEK,CHF", &swiss).is_ok());
        assert!(check(Validator::CurrencyCodes, "SEK,USD", &swiss).is_err());
    }

    #[test]
    fn a_server_address_may_be_local() {
        for taken in [
            "",
            "http://stores",
            "https://parts.example.org/iw/?a=1",
            "HTTP://10.1.2.3:8080",
            "http://[::1]:9/",
            "https://müller.example",
        ] {
            assert_eq!(refused(Validator::BaseUrl, taken), None, "{taken}");
        }
        for not_taken in [
            "stores",
            "ftp://stores",
            "http://",
            "http://-a",
            "http://a b",
            "http://a:123456",
            "http://a/b c",
            "javascript:alert(1)",
        ] {
            assert_eq!(refused(Validator::BaseUrl, not_taken), Some("non_field_errors"), "{not_taken}");
        }
    }

    #[test]
    fn mail_domains_start_with_an_at_sign() {
        for taken in ["", "@example.org", " @a.example , @b.example"] {
            assert_eq!(refused(Validator::MailDomains, taken), None, "{taken}");
        }
        for not_taken in ["example.org", "@", "@a.example,", "@a.example,,@b.example", "@a..b", "@a b", "x@a.example"] {
            assert_eq!(refused(Validator::MailDomains, not_taken), Some("non_field_errors"), "{not_taken}");
        }
    }

    #[test]
    fn a_group_map_is_the_text_of_an_object_of_names() {
        assert_eq!(refused(Validator::GroupMap, "{}"), None);
        assert_eq!(refused(Validator::GroupMap, r#"{"/iw/stores": "stores"}"#), None);
        for not_taken in ["", "{", "[]", "null", r#"{"a": 1}"#] {
            assert_eq!(refused(Validator::GroupMap, not_taken), Some("value"), "{not_taken}");
        }
    }

    #[test]
    fn the_limits_of_price_decimals_stay_in_order() {
        let known = Known::default().with("PRICING_DECIMAL_PLACES", "3").with("PRICING_DECIMAL_PLACES_MIN", "2");
        assert!(check(Validator::FewestDecimals, "3", &known).is_ok());
        assert!(check(Validator::FewestDecimals, "4", &known).is_err());
        assert!(check(Validator::MostDecimals, "2", &known).is_ok());
        assert!(check(Validator::MostDecimals, "1", &known).is_err());
    }
}
