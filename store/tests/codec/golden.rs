//! Golden files: what every kind looks like as it is stored. Written once, never edited.

use crate::events;
use domain::Event;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;
use store::codec::{self, CodecError, Commitment};

/// Older forms, which are read and never written any more.
const LIFTED: [(&str, u16); 1] = [("ticket.on_hold", 1)];

/// Without a shape it has every field that the kind could have when the file was made, with `.min` none of them. What
/// came to be later has a shape of its own.
fn path(kind: &str, form: u16, shape: &str) -> PathBuf {
    let name = format!("{kind}.{form}{shape}.json");
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden").join(name)
}

/// Commitments as they stand in golden files: they say their field's name over and over.
fn commitments(kind: &str) -> Vec<Commitment> {
    let mut names: Vec<String> = Vec::new();
    for field in events::texts(kind) {
        let name = field.name().to_owned();
        let second = format!("{name}_2");
        names.push(if names.contains(&name) { second } else { name });
    }
    let all = names.into_iter().map(|name| {
        let commitment: String = name.chars().cycle().take(43).collect();
        (name.into(), commitment)
    });
    all.collect()
}

#[track_caller]
fn check(event: &Event, shape: &str, commitments: &[Commitment]) {
    let (kind, form) = codec::kind_of(event);
    let path = path(kind, form, shape);
    // A new kind or form gets its file once, by hand; none that is there is ever written again.
    if std::env::var_os("UPDATE_GOLDEN").is_some() && !path.exists() {
        fs::write(&path, codec::write(event, commitments).unwrap()).unwrap();
    }
    let stored = fs::read(&path).unwrap_or_else(|_| panic!("no golden file {}", path.display()));
    assert_eq!(&codec::read(kind, form, &stored).unwrap(), event, "{}", path.display());
    let written = codec::write(event, commitments).unwrap();
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&stored), "{kind}");
}

#[test]
fn every_event_is_read_from_its_golden_file_and_written_as_it_stands_there() {
    for event in events::full() {
        check(&event, "", &commitments(codec::kind_of(&event).0));
    }
}

#[test]
fn an_event_that_lacks_what_it_may_lack_is_so_too() {
    for event in events::min() {
        check(&event, ".min", &[]);
    }
}

#[test]
fn an_event_that_holds_another_variant_is_so_too() {
    for (shape, event) in events::variants() {
        check(&event, shape, &[]);
    }
}

#[test]
fn the_words_of_closed_lists_are_written_as_they_ever_were() {
    use domain::chat::{Step, Undeliverable, Visibility as Sees};
    use domain::people::Basis;
    use domain::routing::Delivery;
    use domain::ticket::{Assignment, Closure, Resumption};
    use domain::{Awaits, Channel, Language, MediaKind, Priority, RequestType, Role, Side};
    use domain::{Visibility, notice};

    words(&RequestType::ALL, "fault question access");
    words(&Priority::ALL, "low normal urgent");
    words(&[Language::Ru, Language::En], "ru en");
    words(&Role::ALL, "requester client_lead agent manager auditor admin");
    words(&[Side::Client, Side::Staff], "client staff");
    words(&[Awaits::Answer, Awaits::Nothing], "answer nothing");
    words(&[Visibility::Public, Visibility::Internal], "public internal");
    words(&[Basis::Operator, Basis::StaffChat, Basis::Admin], "operator staff_chat admin");
    words(
        &[Assignment::Taken, Assignment::Given, Assignment::HandedOver],
        "taken given handed_over",
    );
    words(&[Delivery::Group, Delivery::Private], "group private");
    words(
        &[Resumption::ClientAnswered, Resumption::Staff, Resumption::PauseMax],
        "client_answered staff pause_max",
    );
    words(&[Closure::Confirmed, Closure::Staff, Closure::Merged], "confirmed staff merged");
    words(&[Sees::All, Sees::Commands, Sees::Nothing], "all commands nothing");
    {
        use Channel as It;
        let all =
            [It::Command, It::Reply, It::Button, It::OnBehalf, It::Api, It::Message, It::Import];
        words(&all, "command reply button on_behalf api message import");
    }
    {
        use Undeliverable as It;
        let all = [It::Forbidden, It::ChatGone, It::Refused, It::Pointless];
        words(&all, "forbidden chat_gone refused pointless");
    }
    {
        use Step as It;
        let all = [It::Say, It::Answer, It::Note, It::Ask, It::Resolve, It::Reopen, It::Take];
        words(&all, "say answer note ask resolve reopen take");
        let rest = [It::Unassign, It::Hold, It::Resume, It::Cancel, It::Edit, It::Close];
        words(&rest, "unassign hold resume cancel edit close");
        let of_clocks = [It::HoldForClient, It::HoldForThirdParty, It::Workaround];
        words(&of_clocks, "hold_for_client hold_for_third_party workaround");
    }
    {
        use MediaKind as It;
        let all = [It::Photo, It::Document, It::Video, It::Voice, It::Audio, It::VideoNote];
        words(&all, "photo document video voice audio video_note");
        let rest = [It::Animation, It::Sticker, It::Contact, It::Location, It::Other];
        words(&rest, "animation sticker contact location other");
    }
    words(
        &notice::Kind::ALL,
        "receipt card staff_card answer question resolution client_words reopened_words \
         reopen_offer prompt group_card link_question staff_welcome which_ticket status_answer \
         hint alarm warning breach escalation taken staff_question staff_confirmed handed_over \
         outcome rating_question announcement staff_left all_handed_over \
         unanswered digest undelivered invite_card invite_ended private_which tickets_imported \
         topic_lost waits by_colleague",
    );
}

#[test]
fn the_words_of_promises_are_written_as_they_ever_were() {
    use domain::clock::Kind;
    use domain::policy::{Anchor, Condition, Counted, Pause, ReopenMode, ResolutionStarts};
    use domain::policy::{ResolutionStops, Responds, RetargetMode, TypeMatch};
    use domain::ticket::{Retargeting, Verdict};

    words(
        &Kind::ALL,
        "first_response next_response periodic_update acceptance workaround resolution",
    );
    words(&Pause::ALL, "client_waiting client_hold third_party own");
    words(&[Responds::Reply, Responds::Taken, Responds::Either], "reply taken either");
    words(&[ResolutionStarts::Report, ResolutionStarts::Acceptance], "report acceptance");
    words(&[ResolutionStops::Resolved, ResolutionStops::Confirmed], "resolved confirmed");
    words(&[Counted::Business, Counted::Wall], "business wall");
    words(&[Anchor::Start, Anchor::Threshold, Anchor::Breach], "start threshold breach");
    words(&[Verdict::Met, Verdict::Breached, Verdict::Excluded], "met breached excluded");
    {
        use ReopenMode as It;
        words(&[It::Continue, It::NewCycle, It::RetroCount], "continue new_cycle retro_count");
    }
    {
        use RetargetMode as It;
        words(&[It::Carry, It::Retro, It::Restart], "carry retro restart");
    }
    {
        use Condition as It;
        let all = [It::Unassigned, It::Unacknowledged, It::Unanswered, It::Unresolved];
        words(&all, "unassigned unacknowledged unanswered unresolved");
    }
    {
        use TypeMatch as It;
        let all = [It::Unclassified, It::Fault, It::Question, It::Access];
        words(&all, "unclassified fault question access");
    }
    {
        use domain::file::{Picture as It, Why};
        words(&[It::Png, It::Jpeg, It::Webp, It::Gif], "png jpeg webp gif");
        words(&Why::ALL, "too_large client_day folder_full gone broken");
    }
    {
        use Retargeting as It;
        words(&[It::Reclassified, It::Moved, It::Migrated], "reclassified moved migrated");
    }
}

#[test]
fn a_hold_that_only_says_its_reason_in_words_is_for_the_contractors_own_reason() {
    let stored = fs::read(path("ticket.on_hold", 1, "")).unwrap();
    let lifted = codec::read("ticket.on_hold", 1, &stored).unwrap();
    let why = domain::policy::Pause::Own;
    let held = domain::ticket::Event::OnHold(domain::ticket::OnHold { why });
    assert_eq!(lifted, Event::Ticket(held));
    assert_eq!(codec::kind_of(&lifted), ("ticket.on_hold", 2));
}

#[track_caller]
fn words<T: Serialize + DeserializeOwned + PartialEq + Debug>(all: &[T], stored: &str) {
    let stored: Vec<&str> = stored.split_whitespace().collect();
    let written = serde_json::to_value(all).unwrap();
    assert_eq!(written, serde_json::json!(stored));
    assert_eq!(serde_json::from_value::<Vec<T>>(written).unwrap(), all);
}

#[test]
fn every_kind_has_a_golden_file_and_every_golden_file_a_kind() {
    let kinds = codec::KINDS.iter().map(|(kind, form)| path(kind, *form, ""));
    let bare = events::min().into_iter().map(|it| {
        let (kind, form) = codec::kind_of(&it);
        path(kind, form, ".min")
    });
    let others = events::variants().into_iter().map(|(shape, it)| {
        let (kind, form) = codec::kind_of(&it);
        path(kind, form, shape)
    });
    let lifted = LIFTED.iter().map(|(kind, form)| path(kind, *form, ""));
    let expected: BTreeSet<PathBuf> = kinds.chain(bare).chain(others).chain(lifted).collect();
    let folder = path("a", 1, "").parent().unwrap().to_owned();
    let found = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    assert_eq!(found.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn an_unknown_kind_stops_the_reader() {
    let error = codec::read("ticket.levitated", 1, b"{}").unwrap_err();
    assert!(matches!(error, CodecError::Unknown { kind, form: 1 } if kind == "ticket.levitated"));
}

#[test]
fn a_form_of_a_newer_version_stops_the_reader() {
    for (kind, form) in codec::KINDS {
        let facts = fs::read(path(kind, *form, "")).unwrap();
        let error = codec::read(kind, form + 1, &facts).unwrap_err();
        assert!(matches!(error, CodecError::Unknown { form: newer, .. } if newer == form + 1));
    }
}

#[test]
fn facts_of_another_form_than_their_own_stop_the_reader() {
    for facts in [&b"{}"[..], b"", b"[]", b"{\"stars\":-1}", b"{\"stars\":300}", b"{\"stars\":5"] {
        let error = codec::read("ticket.rated", 1, facts).unwrap_err();
        assert!(matches!(error, CodecError::Malformed { .. }), "{facts:?}");
    }
}
