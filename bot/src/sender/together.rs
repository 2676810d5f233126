//! Together: many alarms are said by one call, and recorded of each.

use super::Sender;
use super::deliver::{End, Turn, outgoing};
use super::gather::Obstacle;
use super::record::Said;
use crate::client::CallError;
use crate::render::{Scene, render, summary};
use domain::chat::Undeliverable;
use domain::notice::Kind;
use projections::rows::PendingNotice;

impl Sender {
    /// Says many notices of one chat in one message. What has become moot is given up, each by itself.
    pub(super) async fn turn_of_all(&self, chat: i64, notices: Vec<PendingNotice>) -> Turn {
        let end = self.say_all(chat, notices).await;
        Turn { extra_calls: 0, end: end.unwrap_or_else(|it| it) }
    }

    async fn say_all(&self, chat: i64, notices: Vec<PendingNotice>) -> Result<End, End> {
        let mut scenes: Vec<Scene> = Vec::new();
        for notice in &notices {
            let scene = self.scene(notice).await.map_err(|obstacle| match obstacle {
                Obstacle::Passing(failure) => End::Later(failure),
                Obstacle::Lasting(failure) => End::Failed(failure),
            })?;
            // What has arrived meanwhile, or is on its way again, alarms nobody.
            let is_moot = notice.kind == Kind::Undelivered && !scene.is_undelivered();
            if !is_moot && render(&scene).is_ok() {
                scenes.push(scene);
            } else {
                self.give_up(notice, Undeliverable::Pointless, notice.want).await?;
            }
        }
        let rendered = match scenes.as_slice() {
            [only] => render(only),
            them => summary(them),
        };
        let (Ok(rendered), Some(first)) = (rendered, scenes.first()) else {
            return Ok(End::Done);
        };
        let said = match self.api.send(chat, &outgoing(&first.notice, &rendered)).await {
            Ok(sent) => Said { message: sent.message, at: sent.date, shown: 0, edited: false },
            Err(error) => return self.all_refused(&scenes, error).await,
        };
        let shown = first.notice.want;
        let said = Said { shown, ..said };
        // A reply to a message about many tickets is about none of them in particular.
        let only = first.notice.ticket.filter(|_| scenes.len() == 1);
        let notices: Vec<_> = scenes.into_iter().map(|it| it.notice).collect();
        self.record_deliveries(&notices, only, said).await.map_err(End::Failed)?;
        Ok(End::Done)
    }

    async fn all_refused(&self, scenes: &[Scene], error: CallError) -> Result<End, End> {
        let mut end = Ok(End::Done);
        for scene in scenes {
            end = self.refused(&scene.notice, scene.notice.want, error.clone()).await;
            // What passes, passes for all of them; a group that moved is recorded once.
            let passes = !matches!(end, Ok(End::Done));
            if passes || matches!(error, CallError::Migrated(_)) {
                break;
            }
        }
        end
    }
}
