//! Numbers: where in a command does the number of a ticket stand?

use domain::intake::{Typed, number_after_name, number_first};

#[test]
fn a_number_stands_first_and_in_a_hold_before_or_after_its_kind() {
    for (name, rest, then) in [
        ("take", "ROM-4", Some("")),
        ("note", "№ rom-4 ждём", Some("ждём")),
        ("hold", "ROM-4 client просили", Some("client просили")),
        ("hold", "client ROM-4", Some("client")),
        ("hold", "Third № ROM-4 ждём  провайдера", Some("Third ждём  провайдера")),
        ("hold", "client просили ROM-4", None),
        ("hold", "client", None),
        ("note", "client ROM-4", None),
        ("close", "", None),
    ] {
        let typed = Typed { name: name.to_owned(), rest: rest.to_owned() };
        let number = then.map(|it| ("ROM-4".parse().unwrap(), it.to_owned()));
        assert_eq!(number_first(&typed), number, "/{name} {rest}");
    }
}

#[test]
fn a_number_stands_after_the_name_of_a_reply_only() {
    for (name, rest, then) in [
        ("r", "сброс ROM-4", Some("сброс")),
        ("r", "сброс № rom-4 и пишите", Some("сброс и пишите")),
        ("r", "сброс и ROM-4", None),
        ("r", "сброс", None),
        ("note", "сброс ROM-4", None),
    ] {
        let typed = Typed { name: name.to_owned(), rest: rest.to_owned() };
        let number = then.map(|it| ("ROM-4".parse().unwrap(), it.to_owned()));
        assert_eq!(number_after_name(&typed), number, "/{name} {rest}");
    }
}
