//! What may be asked of a ticket: one file a command.

pub mod acknowledge;
pub mod answer;
pub mod ask;
pub mod assign;
pub mod attach;
pub mod cancel;
pub mod change_details;
pub mod close;
pub mod confirm;
pub mod correct;
pub mod correct_verdict;
pub mod deliver;
pub mod dispute;
pub mod edit_message;
pub mod erase;
pub mod fail;
pub mod give_workaround;
pub mod hand_over;
pub mod hold;
pub mod link;
pub mod merge;
pub mod note;
pub mod note_deletion;
pub mod note_gap;
pub mod note_time;
pub mod rate;
pub mod reclassify;
pub mod register;
pub mod reopen;
pub mod resolve;
pub mod resume;
pub mod retarget_running;
pub mod retry;
pub mod say;
pub mod settle_file;
pub mod show_taking;
pub mod start_work;
pub mod take;
pub mod unassign;
pub mod wording;

pub use crate::by::By;

use domain::along::Along;
use domain::ticket::{Assigned, Assignment, Event, Life, MessageAdded, WorkStarted};
use domain::{
    Attachment, Awaits, Draft, Field, MessageRef, Owner, PersonId, Side, Slug, Visibility,
};

impl By<'_> {
    fn draft(&self, event: Event) -> Draft<Event> {
        Draft::new(event, self.at)
    }
}

/// A message as it becomes part of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub message: MessageRef,
    pub author: PersonId,
    pub text: String,
    pub awaits: Awaits,
    /// The rule that bound it to the ticket.
    pub rule: Slug,
    /// True where it was written outside the client's chat, whatever number that has by now.
    pub relayed: bool,
    pub reply_to: Option<MessageRef>,
    pub attachments: Vec<Attachment>,
    /// Names of files and where Telegram keeps them, in the order of the attachments.
    pub files: Vec<File>,
    pub along: Along,
}

/// The private part of an attachment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub place: String,
}

impl File {
    /// The texts of files on a draft, sealed for one owner.
    pub(crate) fn on<E>(files: &[Self], draft: Draft<E>, owner: Owner) -> Draft<E> {
        files.iter().fold(draft, |draft, it| {
            let draft = draft.with(Field::FileName, owner, it.name.as_str());
            draft.with(Field::FileId, owner, it.place.as_str())
        })
    }
}

/// Words of staff as an event, sealed for the requester; internal ones are never brought to the client.
fn staff_words(
    words: &Words,
    (visibility, rule): (Visibility, &Slug),
    life: &Life,
    by: &By<'_>,
) -> Draft<Event> {
    let requester = Owner::Person(life.requester);
    let added = MessageAdded {
        message: words.message,
        author: words.author,
        side: Side::Staff,
        visibility,
        awaits: Awaits::Nothing,
        rule: rule.clone(),
        relayed: words.relayed && visibility == Visibility::Public,
        reply_to: words.reply_to,
        attachments: words.attachments.clone(),
    };
    let added = by.draft(Event::MessageAdded(added)).with(Field::Body, requester, &*words.text);
    words.along.on(File::on(&words.files, added, requester), requester)
}

/// What makes an unassigned or new ticket the agent's own, before their words. Where the house acts for somebody who is
/// of staff no longer, nobody takes it.
fn taken_by(agent: PersonId, life: &Life, by: &By<'_>) -> Vec<Draft<Event>> {
    let mut events = Vec::new();
    if by.actor.person().is_none() {
        return events;
    }
    if life.assignee.is_none() {
        events.push(by.draft(Event::Assigned(Assigned { agent, how: Assignment::Taken })));
    }
    if life.status == domain::ticket::Status::New {
        events.push(by.draft(Event::WorkStarted(WorkStarted {})));
    }
    events
}
