use super::*;

fn load(environment: &[(&str, &str)], flags: Flags<'_>) -> anyhow::Result<Config> {
    let mut all = vec![("IRONWOOD_SECRET_KEY", "secret")];
    all.extend_from_slice(environment);
    let environment = |name: &str| all.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned());
    Config::load(&Source { flags, environment: &environment })
}

fn refusal(environment: &[(&str, &str)]) -> String {
    load(environment, &[]).map(drop).unwrap_err().to_string()
}

#[test]
fn without_a_word_everything_lies_in_the_data_directory() {
    let config = load(&[], &[]).unwrap();
    assert_eq!(config.storage.database, DatabaseUrl::Sqlite("data/inventory.sqlite3".into()));
    assert_eq!(config.media_root, PathBuf::from("data/media"));
    assert_eq!(config.listen.to_string(), "127.0.0.1:8000");
    assert_eq!(config.administrator.username, "admin");
    assert_eq!(config.administrator.password, None);
    assert_eq!(config.http.body_limit, 2 << 20);
}

#[test]
fn flags_count_more_than_our_names_and_those_more_than_inventrees() {
    let environment = [("INVENTREE_MEDIA_ROOT", "theirs"), ("INVENTREE_TIMEZONE", "Europe/Berlin")];
    let config = load(&environment, &[]).unwrap();
    assert_eq!(config.media_root, PathBuf::from("theirs"));
    assert_eq!(config.zone.iana_name(), Some("Europe/Berlin"));
    let environment = [environment[0], ("IRONWOOD_MEDIA_ROOT", "ours")];
    assert_eq!(load(&environment, &[]).unwrap().media_root, PathBuf::from("ours"));
    let config = load(&environment, &[(&v::MEDIA_ROOT, Some("flag")), (&v::LISTEN, None)]).unwrap();
    assert_eq!(config.media_root, PathBuf::from("flag"));
}

#[test]
fn an_empty_variable_says_nothing() {
    let config = load(&[("IRONWOOD_THROTTLE_USER", ""), ("INVENTREE_THROTTLE_USER", "none")], &[]).unwrap();
    assert_eq!(config.http.throttle_user, None);
    assert!(config.http.throttle_anonymous.is_some());
}

#[test]
fn secrets_may_lie_in_files() {
    let path = std::env::temp_dir().join(format!("ironwood-password-{}", std::process::id()));
    std::fs::write(&path, "correct horse\n").unwrap();
    let config = load(&[("INVENTREE_ADMIN_PASSWORD_FILE", path.to_str().unwrap())], &[]).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(config.administrator.password.as_deref(), Some("correct horse"));
    let message = refusal(&[("INVENTREE_ADMIN_PASSWORD_FILE", "/nowhere/at/all")]);
    assert!(message.contains("/nowhere/at/all"), "{message}");
}

#[test]
fn inventrees_variables_name_a_database() {
    let database = |environment: &[(&str, &str)]| load(environment, &[]).unwrap().storage.database;
    let mut environment = vec![("INVENTREE_DB_ENGINE", "postgresql"), ("INVENTREE_DB_NAME", "stock")];
    assert_eq!(database(&environment), DatabaseUrl::Postgres("postgres://localhost:5432/stock".into()));
    environment.extend([("INVENTREE_DB_USER", "me"), ("INVENTREE_DB_PASSWORD", "a@b/c"), ("INVENTREE_DB_HOST", "db")]);
    assert_eq!(database(&environment), DatabaseUrl::Postgres("postgres://me:a%40b%2Fc@db:5432/stock".into()));
    environment.push(("INVENTREE_DB_OPTIONS", r#"{"sslmode": "require", "connect_timeout": 5}"#));
    let url = "postgres://me:a%40b%2Fc@db:5432/stock?sslmode=require&connect_timeout=5";
    assert_eq!(database(&environment), DatabaseUrl::Postgres(url.into()));
    for (options, wrong) in [("sslmode=require", "object"), (r#"{"pool": true}"#, "pool"), (r#"{"x": []}"#, "`x`")] {
        environment[5].1 = options;
        let message = refusal(&environment);
        assert!(message.contains("INVENTREE_DB_OPTIONS") && message.contains(wrong), "{message}");
    }
    environment[0].1 = "django.db.backends.sqlite3";
    assert_eq!(database(&environment), DatabaseUrl::Sqlite("stock".into()));
    environment.push(("IRONWOOD_DATABASE", "sqlite://x.db"));
    assert_eq!(database(&environment), DatabaseUrl::Sqlite("x.db".into()));
    assert!(refusal(&[("INVENTREE_DB_ENGINE", "mysql"), ("INVENTREE_DB_NAME", "x")]).contains("mysql"));
}

#[test]
fn the_console_is_where_the_operator_wants_it() {
    let console = |environment: &[(&str, &str)]| load(environment, &[]).unwrap().http.console;
    assert_eq!(console(&[]).as_deref(), Some("/admin/"));
    for text in ["back-office", "/back-office", "back-office/", "/back-office/"] {
        assert_eq!(console(&[("INVENTREE_ADMIN_URL", text)]).as_deref(), Some("/back-office/"));
    }
    assert_eq!(console(&[("IRONWOOD_ADMIN_URL", "our/admin.d")]).as_deref(), Some("/our/admin.d/"));
    assert_eq!(console(&[("INVENTREE_ADMIN_ENABLED", "false")]), None);
}

#[test]
fn what_cannot_be_used_is_named() {
    for (name, text) in [
        ("IRONWOOD_LISTEN", "8000"),
        ("IRONWOOD_DATABASE", "mysql://x"),
        ("IRONWOOD_DURABLE", "perhaps"),
        ("INVENTREE_TIMEZONE", "Atlantis/Centre"),
        ("INVENTREE_THROTTLE_ANON", "often"),
        ("INVENTREE_SITE_URL", "stock.example.com"),
        ("INVENTREE_COOKIE_SAMESITE", "sometimes"),
        ("INVENTREE_CORS_ORIGIN_REGEX", "("),
        ("INVENTREE_ADMIN_URL", "a b"),
        ("INVENTREE_ADMIN_URL", "/"),
        ("INVENTREE_ADMIN_URL", "../web"),
        ("IRONWOOD_ADMIN_URL", "api/admin"),
        ("IRONWOOD_ADMIN_ENABLED", "perhaps"),
        ("IRONWOOD_BODY_LIMIT", "0"),
    ] {
        let message = refusal(&[(name, text)]);
        assert!(message.contains(name), "{message}");
    }
}

#[test]
fn lists_are_separated_by_commas() {
    let environment = [
        ("INVENTREE_CORS_ORIGIN_WHITELIST", "https://a.example/, https://b.example"),
        ("INVENTREE_CORS_ORIGIN_REGEX", r"https://\w+\.c\.example"),
        ("INVENTREE_SITE_URL", "https://stock.example/"),
    ];
    let http = load(&environment, &[]).unwrap().http;
    assert_eq!(http.cors.origins, ["https://a.example", "https://b.example"]);
    assert!(http.cors.patterns[0].is_match("https://x.c.example"));
    assert_eq!(http.site_url.as_deref(), Some("https://stock.example"));
}

#[test]
fn the_help_names_every_variable() {
    let help = help();
    for variable in v::ALL {
        assert!(help.contains(variable.name) && help.contains(variable.about), "{}", variable.name);
    }
}

#[test]
fn mail_is_sent_when_there_is_a_server_and_a_sender() {
    let none = load(&[], &[]).unwrap();
    assert!(none.http.mailer.is_none() && !none.http.accounts.sends_mail());
    let smtp = [
        ("INVENTREE_EMAIL_HOST", "mail.example.com"),
        ("INVENTREE_EMAIL_SENDER", "Stock <stock@example.com>"),
        ("INVENTREE_SITE_URL", "https://stock.example.com"),
    ];
    let config = load(&smtp, &[]).unwrap();
    let sender = config.http.accounts.mail.unwrap();
    assert_eq!(
        (sender.address.as_str(), sender.subject_prefix.as_str()),
        ("Stock <stock@example.com>", "[InvenTree] ")
    );
    assert!(config.http.mailer.is_some());
    let console = load(&[("INVENTREE_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")], &[]).unwrap();
    assert!(console.http.accounts.sends_mail());
    for (environment, word) in [
        (&[smtp[0]][..], "INVENTREE_EMAIL_SENDER is not set"),
        (&smtp[..2], "INVENTREE_SITE_URL is not"),
        (&[smtp[0], ("INVENTREE_EMAIL_SENDER", "nobody")][..], "INVENTREE_EMAIL_SENDER cannot be used"),
        (&[smtp[0], smtp[1], ("INVENTREE_EMAIL_TLS", "1"), ("INVENTREE_EMAIL_SSL", "1")][..], "are both set"),
        (&[smtp[0], smtp[1], ("INVENTREE_EMAIL_PORT", "70000")][..], "INVENTREE_EMAIL_PORT cannot be used"),
        (&[("INVENTREE_EMAIL_BACKEND", "pigeon")][..], "`pigeon` is none of"),
    ] {
        assert!(refusal(environment).contains(word), "{}", refusal(environment));
    }
}

#[test]
fn second_factors_are_named_as_inventree_names_them() {
    let of = |text| load(&[("INVENTREE_MFA_SUPPORTED_TYPES", text)], &[]).unwrap().http.accounts.second_factors;
    use ironwood_inventory::account::Factor;
    assert_eq!(of("['totp', \"webauthn\"]"), [Factor::Totp, Factor::Webauthn]);
    assert_eq!(of("totp"), [Factor::Totp]);
    let off = load(&[("INVENTREE_MFA_ENABLED", "false")], &[]).unwrap();
    assert!(off.http.accounts.second_factors.is_empty());
    assert!(refusal(&[("INVENTREE_MFA_SUPPORTED_TYPES", "dna")]).contains("`dna` is none of"));
    assert!(refusal(&[("INVENTREE_LOGIN_ATTEMPTS", "0")]).contains("INVENTREE_LOGIN_ATTEMPTS cannot be used"));
}
