//! Notices: what a client's chats are told of their tickets, as its lead or an admin chooses.

use super::SetUp;
use crate::reception::{Failure, Refused, refused};
use crate::texts::set_up::SetUpReply as Reply;
use commands::client::choose_notices::{self, Choice};
use commands::transact::transact;
use domain::ClientId;
use domain::client::{Client, Shown};
use store::stream::Stream;

impl SetUp<'_> {
    /// `/notices cards` or `/notices board`: how open tickets are shown.
    pub(super) async fn notices(&self, client: ClientId, words: &str) -> Result<Reply, Failure> {
        let tickets = match words.trim() {
            "cards" => Shown::Cards,
            "board" => Shown::Board,
            _ => return Ok(Reply::NoticesHow),
        };
        let choice = Choice { tickets: Some(tickets), rating: None };
        self.choose(client, choice, Reply::NoticesSet(tickets)).await
    }

    /// `/rating on` or `/rating off`: whether authors are asked how well it was done.
    pub(super) async fn rating(&self, client: ClientId, words: &str) -> Result<Reply, Failure> {
        let rating = match words.trim() {
            "on" => true,
            "off" => false,
            _ => return Ok(Reply::RatingHow),
        };
        let choice = Choice { tickets: None, rating: Some(rating) };
        self.choose(client, choice, Reply::RatingSet(rating)).await
    }

    async fn choose(
        &self,
        client: ClientId,
        choice: Choice,
        said: Reply,
    ) -> Result<Reply, Failure> {
        let decide = |it: &Client| choose_notices::decide(it, choice, self.cause.at);
        let (house, stream) = (&self.reception.house, Stream::Client(client));
        match transact(house, &stream, self.actor(), self.cause, decide).await.map_err(refused) {
            Ok(done) => {
                self.wrote(done.position);
                Ok(said)
            }
            Err(Refused::Failed(failure)) => Err(failure),
            Err(Refused::Rejected(choose_notices::Rejection::Unregistered)) => Ok(Reply::WrongChat),
        }
    }
}
