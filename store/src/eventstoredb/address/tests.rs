//! Does an address say what its parts mean, and are wrong ones refused by name?

use super::*;
use std::fs;

/// A certificate that nobody signed for anything: enough to be one.
const CERTIFICATE: &str = include_str!("../../../tests/certificates/root.pem");

#[test]
fn an_address_says_where_the_nodes_are_and_the_rest_has_defaults() {
    let one = parse("esdb://one").unwrap();
    assert_eq!(one.prefix(), "proofdesk");
    assert_eq!(one.deadline(), Duration::from_secs(5));
    assert_eq!(one.settings().discovery_interval(), Duration::from_millis(50));
    assert!(one.settings().is_secure_mode_enabled());
    assert!(!one.settings().is_dns_discovery_enabled());
    assert!(one.settings().default_authenticated_user().is_none());
    let hosts = |it: &Address| {
        let hosts = it.settings().hosts().iter();
        hosts.map(|it| format!("{}:{}", it.host, it.port)).collect::<Vec<_>>()
    };
    assert_eq!(hosts(&one), ["one:2113"]);
    let three = parse("esdb://one:1,[::1]:2,10.0.0.3/?tls=false&PREFIX=desk2").unwrap();
    assert_eq!(hosts(&three), ["one:1", "[::1]:2", "10.0.0.3:2113"]);
    assert_eq!(three.prefix(), "desk2");
    assert!(!three.settings().is_secure_mode_enabled());
    let found = parse("kurrentdb+discover://cluster.example?discoveryInterval=7").unwrap();
    assert!(found.settings().is_dns_discovery_enabled());
    assert_eq!(found.settings().discovery_interval(), Duration::from_millis(7));
}

#[test]
fn a_user_and_a_password_arrive_as_they_are() {
    use crate::eventstoredb::names::client::Credentials;
    let expected = Credentials::new("anna".to_owned(), "p@s,s/w?rd:ü%".to_owned());
    let written = parse("esdb://anna:p%40s%2Cs%2fw%3Frd%3A%C3%BC%25@one").unwrap();
    assert_eq!(written.settings().default_authenticated_user().as_ref(), Some(&expected));
    let given = Address::parse("esdb://one", Some(login("anna", "p@s,s/w?rd:ü%"))).unwrap();
    assert_eq!(given.settings().default_authenticated_user().as_ref(), Some(&expected));
}

#[test]
fn a_wrong_address_is_refused_by_the_name_of_what_is_wrong() {
    let value = |name, must| BadAddress::Value { name, must };
    let wait = "whole milliseconds from 1 to 60000";
    let alive = "whole milliseconds from 10000 to 60000";
    let table = [
        ("one:2113", BadAddress::Scheme),
        ("http://one", BadAddress::Scheme),
        ("esdb://", BadAddress::Host { at: 1 }),
        ("esdb://one,,two", BadAddress::Host { at: 2 }),
        ("esdb://one:0", BadAddress::Host { at: 1 }),
        ("esdb://one:2113:4", BadAddress::Host { at: 1 }),
        ("esdb://[::1", BadAddress::Host { at: 1 }),
        ("esdb://one/path", BadAddress::Path),
        ("esdb+discover://one,two", BadAddress::Hosts),
        ("esdb://:secret@one", BadAddress::User),
        ("esdb://anna:se@cret@one", BadAddress::Login),
        ("esdb://anna:se?cret@one", BadAddress::Login),
        ("esdb://anna:se/cret@one", BadAddress::Login),
        ("esdb://anna:se%zzcret@one", BadAddress::Login),
        ("esdb://one?tsl=false", BadAddress::Unknown { name: "tsl".to_owned() }),
        ("esdb://one?t-l=1", BadAddress::Unknown { name: "one that is not a word".to_owned() }),
        ("esdb://one?tls=true&TLS=false", BadAddress::Repeated { name: "tls" }),
        ("esdb://one?tls=yes", value("tls", "true or false")),
        ("esdb://one?keepAliveInterval=9999", value("keepAliveInterval", alive)),
        ("esdb://one?keepAliveTimeout=-1", value("keepAliveTimeout", alive)),
        ("esdb://one?gossipTimeout=0", value("gossipTimeout", wait)),
        (
            "esdb://one?defaultDeadline=-1",
            value("defaultDeadline", "whole milliseconds from 100 to 60000"),
        ),
        (
            "esdb://one?maxDiscoverAttempts=0",
            value("maxDiscoverAttempts", "a whole number from 1 to 100"),
        ),
        (
            "esdb://one?nodePreference=follower",
            value(
                "nodePreference",
                "leader, or left out: only the leader knows what was recorded last",
            ),
        ),
        ("esdb://one?prefix=Desk", value("prefix", "1 to 20 of a-z and 0-9")),
        ("esdb://one?prefix=", value("prefix", "1 to 20 of a-z and 0-9")),
        (
            "esdb://one?connectionName=a%20b",
            value("connectionName", "1 to 100 visible characters of ASCII"),
        ),
        ("esdb://one?userCertFile=a.pem", value("userKeyFile", "there, since userCertFile is")),
        ("esdb://one?userKeyFile=a.pem", value("userCertFile", "there, since userKeyFile is")),
    ];
    for (text, expected) in table {
        assert_eq!(parse(text).unwrap_err(), expected, "{text}");
    }
    let both = Address::parse("esdb://anna:secret@one", Some(login("anna", "secret")));
    assert_eq!(both.unwrap_err(), BadAddress::TwoLogins);
}

#[test]
fn files_are_read_before_the_client_reads_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let certificate = file("good.pem", CERTIFICATE);
    let words = file("words.pem", "not a certificate");
    let missing = folder.path().join("missing").to_str().unwrap().to_owned();
    let own = rcgen::generate_simple_self_signed(vec!["desk".to_owned()]).unwrap();
    let own_certificate = file("own.pem", &own.cert.pem());
    let own_key = file("own.key", &own.key_pair.serialize_pem());
    let other_key = file("other.key", &rcgen::KeyPair::generate().unwrap().serialize_pem());
    assert!(parse(&format!("esdb://one?tlsCaFile={certificate}")).is_ok());
    let fits = parse(&format!("esdb://one?userCertFile={own_certificate}&userKeyFile={own_key}"));
    assert!(fits.is_ok(), "{fits:?}");
    let bad = |name, problem| BadAddress::File { name, problem };
    let table = [
        (format!("tlsCaFile={missing}"), bad("tlsCaFile", "cannot be read")),
        (format!("tlsCaFile={}", folder.path().display()), bad("tlsCaFile", "cannot be read")),
        (format!("tlsCaFile={words}"), bad("tlsCaFile", "does not hold certificates in PEM")),
        (
            format!("userCertFile={words}&userKeyFile={certificate}"),
            bad("userCertFile", "does not hold certificates in PEM"),
        ),
        (
            format!("userCertFile={certificate}&userKeyFile={certificate}"),
            bad("userKeyFile", "does not hold a private key in PEM"),
        ),
        (
            format!("userCertFile={own_certificate}&userKeyFile={other_key}"),
            bad("userKeyFile", "does not fit the certificate in userCertFile"),
        ),
    ];
    for (query, expected) in table {
        assert_eq!(parse(&format!("esdb://one?{query}")).unwrap_err(), expected, "{query}");
    }
}

#[test]
fn nothing_shows_the_user_or_the_password() {
    let address = parse("esdb://anna:geheim@one").unwrap();
    let shown = format!("{address:?} {:?}", login("anna", "geheim"));
    assert!(shown.contains("one") && shown.contains("proofdesk"), "{shown}");
    let errors = ["esdb://anna:gehe im@one", "esdb://anna:geheim@one/x", "esdb://anna:geheim@o!"]
        .map(|it| parse(it).unwrap_err())
        .map(|it| format!("{it} {it:?}"));
    for text in errors.iter().chain([&shown]) {
        assert!(!text.contains("anna") && !text.contains("gehe"), "{text}");
    }
}

fn parse(text: &str) -> Result<Address, BadAddress> {
    Address::parse(text, None)
}

fn login(user: &str, password: &str) -> Login {
    Login { user: user.to_owned(), password: Zeroizing::new(password.to_owned()) }
}
