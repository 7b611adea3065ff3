//! Every hash below was made by Django 5.2 out of [`PASSWORD`].

use super::*;

const PASSWORD: &str = "correct horse battery ⚙";

/// Strong enough to make hashes of 1000 rounds the current ones.
const HASHER: PasswordHasher = PasswordHasher::with_iterations(1000);

const CURRENT: Verdict = Verdict { matches: true, needs_upgrade: false };
const OUTDATED: Verdict = Verdict { matches: true, needs_upgrade: true };

/// The right password gives `expected`, a wrong one nothing.
fn check(stored: &str, expected: Verdict) {
    assert!(is_usable(stored), "{stored}");
    assert_eq!(HASHER.verify(PASSWORD, stored), expected, "{stored}");
    let wrong = HASHER.verify("correct horse battery", stored);
    assert_eq!(wrong, Verdict::MISMATCH, "{stored}");
}

#[test]
fn pbkdf2() {
    let sha256 = "pbkdf2_sha256$1000$6jN1m0b2rq0W0hPSmqKVW1$GSeqNN5YrRl+y4Fw1pvaKLWcAoX9YQmX6rVreufrpmE=";
    check(sha256, CURRENT);
    // More rounds than ours are kept, fewer are not.
    let verdict = |rounds| PasswordHasher::with_iterations(rounds).verify(PASSWORD, sha256);
    assert_eq!(verdict(999), CURRENT);
    assert_eq!(verdict(1001), OUTDATED);
    // The salt has less than 128 bits.
    let short_salt = "pbkdf2_sha256$20$seasalt$Dn7DUBi73YKTZWoWpRbfaOH5rE03cu4F71Bxbv7hyyc=";
    let verdict = PasswordHasher::with_iterations(20).verify(PASSWORD, short_salt);
    assert_eq!(verdict, OUTDATED);
    check("pbkdf2_sha1$1000$u0pD7elSnb0lGnv4FP4uR5$yg4RIBPjN3Lw8/DPpJF+KwfVU6Y=", OUTDATED);
}

#[test]
fn argon2() {
    check(
        "argon2$argon2id$v=19$m=102400,t=2,p=8$S2EwcG1icFpEa2FxTzJWOUUwR0RmUA$Rh5Gw8GzZnzzU74z8jd+K+Uq+bnAAuRyqNxuNagCVgk",
        CURRENT,
    );
    check(
        "argon2$argon2id$v=19$m=1024,t=1,p=2$ell6aE9XMm1zQUJVWXhRaHhxaFlvNw$JDmiwUS2o2GOQBAtkf882z92ws3cZ5TL5ICpU4rr7XU",
        OUTDATED,
    );
    check("argon2$argon2i$v=19$m=512,t=2,p=1$c29tZXNhbHRvZnNpeHRlZQ$pbjLIedmS9liHfgUlTcdzQ", OUTDATED);
    for version in ["v=16$", ""] {
        check(
            &format!("argon2$argon2i${version}m=512,t=2,p=1$c29tZXNhbHRvZnNpeHRlZQ$e9X+Pm19aYp+hft9qVXPTQ"),
            OUTDATED,
        );
    }
}

#[test]
fn bcrypt() {
    check("bcrypt_sha256$$2b$12$BQRHieBbN.2/JY8c4fPVf.74cSsDeMxamLfANWNJBtsUAImzypwFe", CURRENT);
    check("bcrypt_sha256$$2b$04$t7peifo/ehhU.BMqFNfw0.tIJNcMSsgmNXQJ7lASnO/AQT6C1VMbS", OUTDATED);
    check("bcrypt$$2b$12$bdewm9JuaG2bGeVNgLNy0OpG3oKLUdWLsILVbu06G/nqCKBzCDFom", OUTDATED);
    check("bcrypt$$2b$04$P7G.SngGoXrbsTmYThHwwecFnbMtPi3UKZiB7QNQ2OXhOeJxYCKwm", OUTDATED);
}

#[test]
fn scrypt() {
    check(
        "scrypt$16384$gJ5gyfD7dgJav1DqQPwoTs$8$5$LawfrFQhFoSyfpLAhh0H3D/VL3Ikk8CatySNIoS3e09Xo41E69XiJ/TYud+LJ8UeggnY0tmG69lJyvebxIJLHw==",
        CURRENT,
    );
    check(
        "scrypt$1024$B3VCXL0tcIySLKNcfzI5uV$8$1$DC1S7/Ar2118pVLy7e9P1N4rHFFdD2KfXEvMZfzVxWQxVOoBDFLvpwUN1yzEckXknmqWAMHRM4PhduwVcDzWvg==",
        OUTDATED,
    );
}

/// The salt of Django's own hash, so that the whole text must come out the same.
#[test]
fn we_write_what_django_writes() {
    assert_eq!(
        pbkdf2::encode(PASSWORD.as_bytes(), "6jN1m0b2rq0W0hPSmqKVW1", 1000),
        "pbkdf2_sha256$1000$6jN1m0b2rq0W0hPSmqKVW1$GSeqNN5YrRl+y4Fw1pvaKLWcAoX9YQmX6rVreufrpmE="
    );
}

#[test]
fn a_new_hash_has_its_own_salt_and_matches() {
    let stored = HASHER.hash(PASSWORD);
    check(&stored, CURRENT);
    assert_ne!(stored, HASHER.hash(PASSWORD));
    let [name, rounds, salt, _key] = algorithm::fields(&stored).unwrap();
    assert_eq!((name, rounds), ("pbkdf2_sha256", "1000"));
    assert_eq!(salt.len(), SALT_LENGTH);
    assert!(salt.bytes().all(|b| b.is_ascii_alphanumeric()));
}

/// Made by this crate; Django 5.2 was asked and found that it matches.
#[test]
fn django_reads_what_we_write() {
    let stored = "pbkdf2_sha256$1200000$phzbHih9DsBGnhMTJW7lvi$Jd8BAkmopHos6/Ohxsq6+GSBGoefLIld5VvmpqeKDSI=";
    assert_eq!(PasswordHasher::default().verify(PASSWORD, stored), CURRENT);
}

/// The work is counted, not timed: a test that measures fails on a busy machine.
#[test]
fn cheap_hashes_owe_the_rounds_they_lack() {
    let stored = HASHER.hash(PASSWORD);
    let owed = |rounds| {
        let hasher = PasswordHasher::with_iterations(rounds);
        let checked = hasher.check(b"wrong", &stored).unwrap();
        checked.missing_rounds
    };
    assert_eq!(owed(1500), 500);
    assert_eq!(owed(1000), 0);
    assert_eq!(owed(10), 0);
}

#[test]
fn hashes_of_production_have_the_rounds_of_the_constant() {
    assert_eq!(PasswordHasher::default().iterations, 1_200_000);
    assert_eq!(PasswordHasher::with_iterations(0).iterations, 1);
}

#[test]
fn unusable_and_unknown_hashes_match_nothing() {
    let ours = unusable();
    assert_eq!(ours.len(), 41);
    assert_ne!(ours, unusable());
    for stored in [
        ours.as_str(),
        "!vbSFZcwnWKRlGYvXo7YQtUncf38h2l6chmk9CMdk",
        "",
        "!",
        "plain text",
        "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
    ] {
        assert!(!is_usable(stored), "{stored}");
        for password in ["", "plain text", "!", &stored[stored.len().min(1)..]] {
            assert_eq!(HASHER.verify(password, stored), Verdict::MISMATCH, "{stored}");
        }
    }
}

#[test]
fn damaged_hashes_match_nothing() {
    for stored in [
        "pbkdf2_sha256$",
        "pbkdf2_sha256$0$salt$GSeqNN5YrRl+y4Fw1pvaKLWcAoX9YQmX6rVreufrpmE=",
        "pbkdf2_sha256$-1$salt$GSeqNN5YrRl+y4Fw1pvaKLWcAoX9YQmX6rVreufrpmE=",
        "pbkdf2_sha256$1000$6jN1m0b2rq0W0hPSmqKVW1$",
        "pbkdf2_sha256$1000$6jN1m0b2rq0W0hPSmqKVW1$GSeq",
        "pbkdf2_sha1$1000$u0pD7elSnb0lGnv4FP4uR5$yg4RIBPjN3Lw8/DPpJF+KwfVU6Y=$",
        "argon2$argon2id$v=19$m=4294967295,t=2,p=8$S2EwcG1icFpEa2FxTzJWOUUwR0RmUA$Rh5Gw8GzZnw",
        "argon2$argon2id$v=19$m=1024,t=1,p=4294967295$S2EwcG1icFpEa2FxTzJWOUUwR0RmUA$Rh5Gw8GzZnw",
        "argon2$argon2id$v=19$m=1024,t=1$S2EwcG1icFpEa2FxTzJWOUUwR0RmUA$Rh5Gw8GzZnw",
        "argon2$argon2x$v=19$m=1024,t=1,p=1$S2EwcG1icFpEa2FxTzJWOUUwR0RmUA$Rh5Gw8GzZnw",
        "bcrypt$$2b$04$short",
        "bcrypt_sha256$",
        "scrypt$1000$salt$8$1$DC1S7/Ar2118pVLy7e9P1N4rHFFdD2KfXEvMZfzVxWQxVOoBDFLvpwUN1yzEckXknmqWAMHRM4PhduwVcDzWvg==",
        "scrypt$9223372036854775808$salt$4294967295$4294967295$DC1S7/Ar2118pVLy7e9P1N4rHFFdD2KfXEvMZfzVxWQxVOoBDFLvpwUN1yzEckXknmqWAMHRM4PhduwVcDzWvg==",
        "scrypt$1024$salt$0$1$DC1S7/Ar2118pVLy7e9P1N4rHFFdD2KfXEvMZfzVxWQxVOoBDFLvpwUN1yzEckXknmqWAMHRM4PhduwVcDzWvg==",
    ] {
        assert_eq!(HASHER.verify(PASSWORD, stored), Verdict::MISMATCH, "{stored}");
    }
}
