//! Announced: which announcement is a notice, and which tickets of its group does it answer?

use super::Sender;
use super::gather::Obstacle;
use crate::render::Announcement;
use commands::transact;
use domain::incident::{AnnouncementRef, Incident, Nature};
use domain::notice::Kind;
use projections::rows::PendingNotice;
use store::stream::Stream;

impl Sender {
    /// The announcement that a notice says, as deliveries name it, and what is shown with it. None of any other notice.
    pub(super) async fn announcement(
        &self,
        notice: &PendingNotice,
    ) -> Result<Option<(AnnouncementRef, Announcement)>, Obstacle> {
        let draft = notice.subject.1.0;
        let stream = Stream::parse(&notice.subject.0).filter(|_| notice.kind == Kind::Announcement);
        let Some(stream @ Stream::Incident(incident)) = stream else { return Ok(None) };
        let told = |it: &Incident| {
            let nature = it.declared.as_ref().map_or(Nature::Outage, |it| it.nature);
            // Of an announcement to many, the group that has its number still is found at once.
            let told = match it.told(draft, notice.chat) {
                Some(told) => vec![told.clone()],
                None => it.announced.get(&draft).cloned().unwrap_or_default(),
            };
            (nature, told)
        };
        let (nature, told) = transact::ask(&self.house, &stream, told).await?;
        for told in told {
            // The group may have another number since it was chosen.
            if told.chat != notice.chat && self.views.current_chat(told.chat)? != notice.chat {
                continue;
            }
            let mut tickets = Vec::new();
            for ticket in &told.tickets {
                tickets.extend(self.views.ticket(*ticket)?);
            }
            tickets.sort_by(|one, other| one.number.cmp(&other.number));
            let named = AnnouncementRef { incident, draft, chat: told.chat };
            return Ok(Some((named, Announcement { nature, tickets })));
        }
        Ok(None)
    }
}
