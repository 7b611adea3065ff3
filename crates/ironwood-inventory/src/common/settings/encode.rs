//! From the `value` of a request to the text that is stored, or the reason why not (spec 60-system
//! §1.4 and §12).

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::choices::choices;
use super::definition::{Definition, Kind, Related};
use super::error::SettingError;
use super::lookup::Lookup;
use super::validators;
use super::value::{Native, NativeValue, bool_text, truth};

/// Characters that the column of the value holds.
const MAX_LENGTH: usize = 2000;

/// Whether a write may go on: a setting with a warning needs a truthy `manual_confirm` in the body,
/// on every write, also when the value stays as it is.
pub fn confirm(definition: &Definition, manual_confirm: Option<&Value>) -> Result<(), SettingError> {
    let confirmed = match manual_confirm {
        Some(Value::Bool(given)) => *given,
        Some(Value::String(given)) => truth(given) == Some(true),
        Some(Value::Number(given)) => given.as_f64() != Some(0.0),
        _ => false,
    };
    if definition.confirm.is_none() || confirmed { Ok(()) } else { Err(SettingError::unconfirmed()) }
}

/// The text to store for the `value` of a request.
///
/// The value is taken as text, cleaned as every text field is, coerced to the kind of the setting
/// and put to its rules. Stricter than upstream, which takes any text for a boolean and stores the
/// printed form of lists and objects (spec 60-system §12).
pub fn encode(definition: &Definition, input: &Value, lookup: &dyn Lookup) -> Result<String, SettingError> {
    let text = clean(&as_text(input)?)?;
    let stored = match definition.kind {
        Kind::Bool => truth(&text)
            .map(bool_text)
            .map(str::to_owned)
            .ok_or_else(|| SettingError::rule("This setting is a switch: send true or false"))?,
        Kind::Int { min, max } => whole_number(&text, min, max)?,
        Kind::Float => f64::parse(&text)
            .map(|value| NativeValue::Float(value).stored())
            .ok_or_else(|| SettingError::rule("This setting takes a number"))?,
        Kind::Text => text,
        Kind::Choice(_) => choice(definition, text, lookup)?,
        Kind::Related(related) => related_row(&related, text, lookup)?,
    };
    if let Some(validator) = definition.validator {
        validators::check(validator, &stored, lookup)?;
    }
    Ok(stored)
}

/// A value that is sent as JSON stands for the text it would have in a form.
fn as_text(input: &Value) -> Result<String, SettingError> {
    match input {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(bool_text(*value).to_owned()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value.clone()),
        Value::Array(_) | Value::Object(_) => Err(SettingError::value("Not a valid string.")),
    }
}

/// Text fields lose control characters and outer blanks, and refuse tags (spec 00-conventions, text
/// input).
fn clean(text: &str) -> Result<String, SettingError> {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(/?[A-Za-z][^<>]*>|!--)").expect("the pattern is constant"));
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let text = text.trim();
    if TAG.is_match(text) {
        return Err(SettingError::value("HTML is not allowed here: take out the tags"));
    }
    if text.chars().count() > MAX_LENGTH {
        return Err(SettingError::value(format!("Ensure this field has no more than {MAX_LENGTH} characters.")));
    }
    Ok(text.to_owned())
}

fn whole_number(text: &str, min: Option<i64>, max: Option<i64>) -> Result<String, SettingError> {
    let number = i64::parse(text).ok_or_else(|| SettingError::rule("This setting takes a whole number"))?;
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(SettingError::rule(format!("Ensure this value is greater than or equal to {min}.")));
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(SettingError::rule(format!("Ensure this value is less than or equal to {max}.")));
    }
    Ok(number.to_string())
}

/// One of the choices, or back to a default of none: that can be unset although no choice is
/// labelled so (`LABEL_DEFAULT_PRINTER`).
fn choice(definition: &Definition, text: String, lookup: &dyn Lookup) -> Result<String, SettingError> {
    let unset = text.is_empty() && definition.default == NativeValue::Text("");
    if unset || choices(definition, lookup).iter().any(|choice| choice.value == text) {
        Ok(text)
    } else {
        Err(SettingError::rule("This setting does not offer that choice"))
    }
}

fn related_row(related: &Related, text: String, lookup: &dyn Lookup) -> Result<String, SettingError> {
    if text.is_empty() {
        return Ok(text);
    }
    let pk =
        i64::parse(&text).ok_or_else(|| SettingError::value("Incorrect type. Expected pk value, received str."))?;
    if lookup.exists(related, pk) {
        Ok(pk.to_string())
    } else {
        Err(SettingError::value(format!("Invalid pk \"{pk}\" - object does not exist.")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::definition::{Scope, Setting};
    use super::super::definitions::{
        CURRENCY_UPDATE_PLUGIN, INVENTREE_COMPANY_NAME, INVENTREE_DEFAULT_CURRENCY, LABEL_DEFAULT_PRINTER, LABEL_DPI,
        LOGIN_ENFORCE_MFA, PART_COMPONENT, PRICING_DECIMAL_PLACES_MIN, SIGNUP_GROUP, STOCK_STALE_DAYS, WEEK_STARTS_ON,
    };
    use super::super::fixture::Known;
    use super::super::lookup::PluginRole;
    use super::*;

    /// The stored text, or the key the refusal is reported under.
    fn outcome<T: Native>(setting: &Setting<T>, input: Value, known: &Known) -> Result<String, &'static str> {
        encode(&setting.definition, &input, known).map_err(|error| error.key)
    }

    fn alone<T: Native>(setting: &Setting<T>, input: Value) -> Result<String, &'static str> {
        outcome(setting, input, &Known::default())
    }

    fn says<T: Native>(setting: &Setting<T>, input: Value) -> String {
        encode(&setting.definition, &input, &Known::default()).unwrap_err().messages.concat()
    }

    #[test]
    fn switches_take_the_words_of_truth_and_nothing_else() {
        for yes in [json!(true), json!("on"), json!("Y"), json!(1), json!(" True ")] {
            assert_eq!(alone(&PART_COMPONENT, yes), Ok("True".into()));
        }
        for no in [json!(false), json!("No"), json!("off"), json!(0), json!("f")] {
            assert_eq!(alone(&PART_COMPONENT, no), Ok("False".into()));
        }
        for neither in [json!("maybe"), json!(null), json!(""), json!(7)] {
            assert_eq!(alone(&PART_COMPONENT, neither), Err("non_field_errors"));
        }
    }

    #[test]
    fn whole_numbers_are_stored_plainly() {
        assert_eq!(alone(&LABEL_DPI, json!(600)), Ok("600".into()));
        assert_eq!(alone(&LABEL_DPI, json!(" 0250 ")), Ok("250".into()));
        for other in [
            json!("a lot"),
            json!(150.5),
            json!(false),
            json!(null),
            json!(""),
            json!("1e3"),
            json!("99999999999999999999"),
        ] {
            assert_eq!(alone(&LABEL_DPI, other), Err("non_field_errors"));
        }
    }

    #[test]
    fn limits_are_named_in_the_refusal() {
        assert_eq!(says(&LABEL_DPI, json!(99)), "Ensure this value is greater than or equal to 100.");
        assert_eq!(says(&PRICING_DECIMAL_PLACES_MIN, json!(5)), "Ensure this value is less than or equal to 4.");
        assert_eq!(says(&STOCK_STALE_DAYS, json!(-3)), "Ensure this value is greater than or equal to 0.");
    }

    #[test]
    fn text_is_cleaned_and_has_an_end() {
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!("  Iron\n & Sons\u{7} ")), Ok("Iron & Sons".into()));
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!(null)), Ok(String::new()));
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!(42)), Ok("42".into()));
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!("ß".repeat(2000))).map(|text| text.chars().count()), Ok(2000));
        assert_eq!(
            says(&INVENTREE_COMPANY_NAME, json!("x".repeat(2001))),
            "Ensure this field has no more than 2000 characters."
        );
    }

    #[test]
    fn tags_are_refused_but_comparisons_are_not() {
        for tags in ["<b>Iron</b>", "x <script src=y>", "</p>", "<!-- no -->"] {
            assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!(tags)), Err("value"));
        }
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!("1 < 2 > 0")), Ok("1 < 2 > 0".into()));
    }

    #[test]
    fn lists_and_objects_are_no_values() {
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!(["a"])), Err("value"));
        assert_eq!(alone(&INVENTREE_COMPANY_NAME, json!({"a": 1})), Err("value"));
    }

    #[test]
    fn a_choice_is_one_of_those_offered() {
        assert_eq!(alone(&WEEK_STARTS_ON, json!(6)), Ok("6".into()));
        assert_eq!(alone(&WEEK_STARTS_ON, json!("7")), Err("non_field_errors"));
        assert_eq!(alone(&WEEK_STARTS_ON, json!("")), Err("non_field_errors"));
        assert_eq!(alone(&INVENTREE_DEFAULT_CURRENCY, json!("GBP")), Ok("GBP".into()));
        assert_eq!(alone(&INVENTREE_DEFAULT_CURRENCY, json!("gbp")), Err("non_field_errors"));
        assert_eq!(alone(&INVENTREE_DEFAULT_CURRENCY, json!("SEK")), Err("non_field_errors"));
    }

    #[test]
    fn groups_are_chosen_by_number_and_none_is_a_choice() {
        let known = Known { groups: vec![(12, "stores".into())], ..Known::default() };
        assert_eq!(outcome(&SIGNUP_GROUP, json!(12), &known), Ok("12".into()));
        assert_eq!(outcome(&SIGNUP_GROUP, json!(""), &known), Ok(String::new()));
        assert_eq!(outcome(&SIGNUP_GROUP, json!("13"), &known), Err("non_field_errors"));
    }

    #[test]
    fn a_plugin_can_be_chosen_and_given_up_again() {
        let known = Known::default().plugin(PluginRole::LabelPrinter, "zebra", "Zebra", "Zebra printers").plugin(
            PluginRole::Exchange,
            "bank",
            "Bank",
            "Bank rates",
        );
        assert_eq!(outcome(&LABEL_DEFAULT_PRINTER, json!("zebra"), &known), Ok("zebra".into()));
        assert_eq!(outcome(&LABEL_DEFAULT_PRINTER, json!("bank"), &known), Err("non_field_errors"));
        assert_eq!(outcome(&LABEL_DEFAULT_PRINTER, json!(""), &known), Ok(String::new()));
        assert_eq!(outcome(&CURRENCY_UPDATE_PLUGIN, json!(""), &known), Ok(String::new()));
        assert_eq!(alone(&CURRENCY_UPDATE_PLUGIN, json!("bank")), Err("non_field_errors"));
    }

    #[test]
    fn a_related_row_must_exist() {
        const SUPPLIER: Related =
            Related { model: "company.company", api_url: "/api/company/", filters: &[("is_supplier", true)] };
        let setting = Setting::<String>::new(Scope::Global, "SUPPLIER_ID", "", "Supplier", "A setting of this test.")
            .pk_of(SUPPLIER);
        let known = Known { rows: vec![("company.company", 31)], ..Known::default() };
        assert_eq!(outcome(&setting, json!("31"), &known), Ok("31".into()));
        assert_eq!(outcome(&setting, json!(null), &known), Ok(String::new()));
        assert_eq!(outcome(&setting, json!("x"), &known), Err("value"));
        assert_eq!(
            encode(&setting.definition, &json!(32), &known).unwrap_err().messages,
            ["Invalid pk \"32\" - object does not exist."]
        );
    }

    #[test]
    fn floats_keep_their_point() {
        let setting = Setting::<f64>::new(Scope::Global, "RATIO", 0.5, "Ratio", "A setting of this test.");
        assert_eq!(alone(&setting, json!(2)), Ok("2.0".into()));
        assert_eq!(alone(&setting, json!("1.25")), Ok("1.25".into()));
        assert_eq!(alone(&setting, json!("NaN")), Err("non_field_errors"));
    }

    #[test]
    fn a_warning_must_be_confirmed_with_every_write() {
        let mfa = &LOGIN_ENFORCE_MFA.definition;
        assert_eq!(confirm(mfa, None).map_err(|error| error.key), Err("manual_confirm"));
        assert!(confirm(mfa, Some(&json!(false))).is_err());
        assert!(confirm(mfa, Some(&json!(true))).is_ok());
        assert!(confirm(mfa, Some(&json!("true"))).is_ok());
        assert!(confirm(&LABEL_DPI.definition, None).is_ok());
    }
}
