//! Invited: a card with a code is made and sent, or it is said why there is none.

use super::deliver::{End, Line};
use super::gather::Obstacle;
use super::record::Said;
use super::{Failure, Sender};
use crate::client::{Album, CallError, LINK_NAME_CHARS_MAX, Outgoing};
use crate::texts::Texts;
use cards::Card;
use commands::client::note_invite;
use commands::transact::{ask, transact};
use domain::chat::Undeliverable;
use domain::client::{Client, Event};
use domain::desk::Desk;
use domain::invite::{InviteNumber, InviteRef, WhyNot};
use domain::{Actor, Cause, ChatId, ClientId, Language, MessageId, Trigger};
use projections::rows::{ClientRow, InviteRow, PendingNotice};
use store::stream::Stream;
use tracing::warn;

/// What the subject of a notice of this kind says.
enum Told {
    Asked,
    Refused(WhyNot),
    Withdrawn,
}

impl Sender {
    /// Makes the link of a card that was asked for, if there is none yet, and sends the card.
    pub(super) async fn send_invite(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
    ) -> Result<End, End> {
        let Some((invite, client, _)) = self.invited(notice).await? else {
            return self.give_up(notice, Undeliverable::Pointless, notice.want).await;
        };
        let row = self.views.invite(invite).map_err(passing)?.filter(|it| !it.withdrawn);
        let Some(row) = row else {
            return self.give_up(notice, Undeliverable::Pointless, notice.want).await;
        };
        let made = match row.link() {
            Some(made) => Some(made.to_owned()),
            None => self.make_link(notice, &row, &client).await?,
        };
        let Some(made) = made else {
            return self.give_up(notice, Undeliverable::Pointless, notice.want).await;
        };
        let card = Card {
            link: made,
            title: client.title.clone(),
            site: row.site.clone(),
            workplace: row.workplace.clone(),
            number: invite.number,
            language: client.language,
        };
        let caption = self.caption(notice, &client, &row).await?;
        let drawing = move || Some((card.png().ok()?, card.svg().ok()?));
        // A tenth of a second of work: other chats go on meanwhile.
        let drawn = tokio::task::spawn_blocking(drawing).await.ok().flatten();
        let Some((png, svg)) = drawn else {
            return self.give_up(notice, Undeliverable::Refused, notice.want).await;
        };
        let name = format!("{}-{}", client.code, invite.number);
        let (thread, reply_to) = (notice.thread, notice.reply_to);
        let mut album = Album { thread, reply_to, caption, name, png, svg };
        loop {
            // An album counts as many messages as it has files.
            line.calls += 2;
            match self.api.send_album(line.chat, &album).await {
                Ok(sent) => {
                    let (message, at) = (sent.message, sent.date);
                    let said = Said { message, at, shown: notice.want, edited: false };
                    self.record_delivery(notice, said).await.map_err(End::Failed)?;
                    return Ok(End::Done);
                }
                Err(CallError::ReplyLost) if album.reply_to.is_some() => album.reply_to = None,
                // A reply goes where that is which it replies to.
                Err(CallError::ThreadLost)
                    if album.thread.is_none() && album.reply_to.is_some() =>
                {
                    album.reply_to = None;
                }
                Err(CallError::Forbidden) => {
                    let said = (client.code.as_str(), invite.number, album.reply_to);
                    return self.say_without_files(line, notice, said).await;
                }
                Err(error) => return self.refused(notice, notice.want, error).await,
            }
        }
    }

    /// Where files are forbidden, words say that the card is made, and where it is kept.
    async fn say_without_files(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
        (code, number, reply_to): (&str, InviteNumber, Option<MessageId>),
    ) -> Result<End, End> {
        let texts = Texts(self.language_of(notice).await?);
        let arguments = [("number", number.to_string().into()), ("code", code.to_owned().into())];
        let text = texts.with("mute-card-without-files", arguments);
        let message = Outgoing { text, thread: notice.thread, reply_to, ..Outgoing::default() };
        self.say_plain(line, notice, message).await
    }

    async fn say_plain(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
        message: Outgoing,
    ) -> Result<End, End> {
        match self.send(line, message, notice.want).await {
            Ok(said) => {
                self.record_delivery(notice, said).await.map_err(End::Failed)?;
                Ok(End::Done)
            }
            Err(error) => self.refused(notice, notice.want, error).await,
        }
    }

    /// Says why there is no card, or revokes the link of one that was withdrawn and says so.
    pub(super) async fn end_invite(
        &self,
        line: &mut Line,
        notice: &PendingNotice,
    ) -> Result<End, End> {
        let Some((invite, client, told)) = self.invited(notice).await? else {
            return self.give_up(notice, Undeliverable::Pointless, notice.want).await;
        };
        let key = match told {
            Told::Asked => {
                return self.give_up(notice, Undeliverable::Pointless, notice.want).await;
            }
            Told::Refused(WhyNot::NoRight) => "invite-no-right",
            Told::Refused(WhyNot::ChatGone) => "invite-chat-gone",
            Told::Refused(WhyNot::Refused) => "invite-refused",
            Told::Withdrawn => self.revoke(invite).await?,
        };
        let texts = Texts(self.language_of(notice).await?);
        let title = crate::texts::undirected(&client.title);
        let number = invite.number.to_string();
        let arguments = [("number", number.into()), ("client", title.into())];
        let message = Outgoing {
            text: texts.with(key, arguments),
            thread: notice.thread,
            reply_to: notice.reply_to,
            ..Outgoing::default()
        };
        self.say_plain(line, notice, message).await
    }

    /// The card that a notice is of, and its client.
    async fn invited(
        &self,
        notice: &PendingNotice,
    ) -> Result<Option<(InviteRef, ClientRow, Told)>, End> {
        let Some(Stream::Client(client)) = Stream::parse(&notice.subject.0) else {
            return Ok(None);
        };
        let subject = self.subject(&notice.subject).await.map_err(ended)?;
        let domain::Event::Client(event) = &subject.event else { return Ok(None) };
        let (number, told) = match event {
            Event::InviteAsked(it) => (it.number, Told::Asked),
            Event::InviteRefused(it) => (it.number, Told::Refused(it.why)),
            Event::InviteWithdrawn(it) => (it.number, Told::Withdrawn),
            _ => return Ok(None),
        };
        let row = self.views.client(client).map_err(passing)?;
        Ok(row.map(|row| (InviteRef { client, number }, row, told)))
    }

    /// Has Telegram make a link and records it. None where it is refused, which is recorded, too.
    async fn make_link(
        &self,
        notice: &PendingNotice,
        row: &InviteRow,
        client: &ClientRow,
    ) -> Result<Option<String>, End> {
        let InviteRef { client: id, number } = row.invite;
        let Some(group) = self.number_of(row.chat).map_err(passing)? else {
            return self.refuse(notice, (id, number), WhyNot::ChatGone).await;
        };
        let name: String =
            format!("{} {number}", client.code).chars().take(LINK_NAME_CHARS_MAX).collect();
        let link = match self.api.create_invite_link(group, &name).await {
            Ok(link) => link,
            Err(CallError::RetryAfter(wait)) => return Err(End::Hold(wait, None)),
            Err(error) if error.may_retry() => return Err(End::Doubt(error, None)),
            // Where the group goes on is told by an update; it is tried again then.
            Err(error @ CallError::Migrated(_)) => return Err(End::Doubt(error, None)),
            Err(CallError::Forbidden) => {
                return self.refuse(notice, (id, number), WhyNot::NoRight).await;
            }
            Err(CallError::ChatGone) => {
                return self.refuse(notice, (id, number), WhyNot::ChatGone).await;
            }
            Err(error) => {
                warn!(notice = %notice.notice, %error, "telegram makes no invite link");
                return self.refuse(notice, (id, number), WhyNot::Refused).await;
            }
        };
        let hash = note_invite::hash(self.house.vault.keyring().as_ref(), &link);
        let at = self.house.clock.now();
        let cause = cause(notice, "made", at);
        let decide = |it: &Client| note_invite::made(it, number, (&link, hash), at);
        let stream = Stream::Client(id);
        let record = || transact(&self.house, &stream, Actor::Sender, &cause, decide);
        let done = self.insist(record).await.map_err(End::Failed)?;
        self.wait_for(done.position).await;
        let kept = self.views.invite(row.invite).map_err(passing)?;
        let kept = kept.and_then(|it| it.link().map(str::to_owned));
        if kept.as_ref() != Some(&link) {
            // Withdrawn meanwhile, or made before a crash: this one is nobody's, and must let nobody in.
            let _done = self.api.revoke_invite_link(group, &link).await;
        }
        Ok(kept)
    }

    async fn refuse(
        &self,
        notice: &PendingNotice,
        (client, number): (ClientId, InviteNumber),
        why: WhyNot,
    ) -> Result<Option<String>, End> {
        let at = self.house.clock.now();
        let cause = cause(notice, "refused", at);
        let decide = |it: &Client| note_invite::refused(it, number, why, at);
        let stream = Stream::Client(client);
        let record = || transact(&self.house, &stream, Actor::Sender, &cause, decide);
        let done = self.insist(record).await.map_err(End::Failed)?;
        self.wait_for(done.position).await;
        Ok(None)
    }

    /// Makes the link of a withdrawn card lead nowhere. Answers what is said of it.
    async fn revoke(&self, invite: InviteRef) -> Result<&'static str, End> {
        let row = self.views.invite(invite).map_err(passing)?;
        let group = match &row {
            Some(row) => self.number_of(row.chat).map_err(passing)?,
            None => None,
        };
        let (Some(group), Some(link)) = (group, row.and_then(|it| it.link)) else {
            return Ok("invite-withdrawn");
        };
        match self.api.revoke_invite_link(group, &link).await {
            Err(CallError::RetryAfter(wait)) => Err(End::Hold(wait, None)),
            Err(error) if error.may_retry() => Err(End::Doubt(error, None)),
            Err(CallError::Forbidden | CallError::ChatGone) => Ok("invite-withdrawn-by-hand"),
            // What is refused else may have been revoked by hand, or before a crash.
            Ok(()) | Err(_) => Ok("invite-withdrawn"),
        }
    }

    async fn caption(
        &self,
        notice: &PendingNotice,
        client: &ClientRow,
        row: &InviteRow,
    ) -> Result<String, End> {
        let texts = Texts(self.language_of(notice).await?);
        let parts = [&client.title, &row.site, &row.workplace];
        let parts: Vec<_> = parts.into_iter().filter(|it| !it.is_empty()).cloned().collect();
        let arguments = [
            ("number", row.invite.number.to_string().into()),
            ("place", crate::texts::undirected(&parts.join(" · ")).into()),
            ("code", client.code.as_str().to_owned().into()),
        ];
        Ok(texts.with("invite-card", arguments))
    }

    /// The language of whoever asked.
    async fn language_of(&self, notice: &PendingNotice) -> Result<Language, End> {
        if let (ChatId::Group(_), Some(row)) =
            (notice.chat, self.views.chat(notice.chat).map_err(passing)?)
        {
            return Ok(row.language);
        }
        let asked = ask(&self.house, &Stream::Desk, |it: &Desk| it.language).await;
        asked.map_err(|it| ended(Obstacle::from(it)))
    }
}

/// The same however often it is tried; what came of the first attempt counts.
fn cause(notice: &PendingNotice, what: &str, at: chrono::DateTime<chrono::Utc>) -> Cause {
    let key = format!("invite {what} {}", notice.notice);
    Cause::new(Trigger::Request { key }, at)
}

fn passing(error: projections::ViewError) -> End {
    End::Later(Failure::View(error))
}

fn ended(obstacle: Obstacle) -> End {
    match obstacle {
        Obstacle::Passing(failure) => End::Later(failure),
        Obstacle::Lasting(failure) => End::Failed(failure),
    }
}
