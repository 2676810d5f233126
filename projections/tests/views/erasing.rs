//! Is erased text gone?

use crate::desk::{ANNA, BORIS, Desk, ticket_id};
use domain::ticket::{self, Event};
use std::fs;
use store::keyring::Keyring;

const NAME: &str = "Anna Unforgettable";
const WORDS: &str = "My unforgettable printer";

async fn known() -> Desk {
    let mut desk = Desk::open().await;
    desk.seen(ANNA, NAME).await;
    desk.asks(1, 11, WORDS).await;
    desk
}

/// Whether any file of the views holds a text.
fn stands(desk: &Desk, text: &str) -> bool {
    fs::read_dir(desk.folder.path()).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        bytes.windows(text.len()).any(|it| it == text.as_bytes())
    })
}

#[tokio::test]
async fn a_person_erased_is_gone_from_rows_and_bytes() {
    let mut desk = known().await;
    assert!(stands(&desk, NAME) && stands(&desk, WORDS));
    desk.person_erased(ANNA).await;
    let row = desk.views.ticket(ticket_id(1)).unwrap().unwrap();
    assert_eq!((row.summary.as_str(), row.requester_name.as_str()), ("", ""));
    assert!(!stands(&desk, NAME) && !stands(&desk, WORDS));
}

#[tokio::test]
async fn words_erased_from_a_ticket_are_gone_from_rows_and_bytes() {
    let mut desk = known().await;
    let erased = |person| Event::DataErased(ticket::DataErased { person });
    desk.of_ticket(1, erased(BORIS)).await;
    assert!(stands(&desk, WORDS));
    desk.of_ticket(1, erased(ANNA)).await;
    assert_eq!(desk.views.ticket(ticket_id(1)).unwrap().unwrap().summary, "");
    assert!(!stands(&desk, WORDS) && stands(&desk, NAME));
}

#[tokio::test]
async fn views_made_after_the_keys_are_gone_equal_those_made_before() {
    let mut desk = known().await;
    desk.person_erased(ANNA).await;
    let before = desk.views.digest().unwrap();
    desk.keyring.destroy_owner(&ANNA.to_string()).await.unwrap();
    desk.views.rebuild(|_| ()).await.unwrap();
    assert_eq!(desk.views.digest().unwrap(), before);
    assert!(!stands(&desk, NAME) && !stands(&desk, WORDS));
}

#[tokio::test]
async fn a_rebuild_leaves_no_erased_text_in_the_new_file_either() {
    let mut desk = known().await;
    desk.person_erased(ANNA).await;
    desk.views.rebuild(|_| ()).await.unwrap();
    assert!(!stands(&desk, NAME) && !stands(&desk, WORDS));
}
