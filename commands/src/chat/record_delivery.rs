//! Record delivery: a notice was said, or many in one message.

use domain::Draft;
use domain::chat::{ChatMonth, Event, NoticeDelivered};
use std::convert::Infallible;

/// What a delivery makes of a chat's month: a fact, dated by Telegram.
///
/// # Errors
///
/// None.
pub fn decide(
    _month: &ChatMonth,
    delivered: &NoticeDelivered,
) -> Result<Vec<Draft<Event>>, Infallible> {
    Ok(vec![Draft::new(Event::NoticeDelivered(delivered.clone()), delivered.at)])
}

/// What one message that said many notices makes of a chat's month: a fact of each, all of them or none.
///
/// # Errors
///
/// None.
pub fn decide_all(
    _month: &ChatMonth,
    delivered: &[NoticeDelivered],
) -> Result<Vec<Draft<Event>>, Infallible> {
    let fact = |it: &NoticeDelivered| Draft::new(Event::NoticeDelivered(it.clone()), it.at);
    Ok(delivered.iter().map(fact).collect())
}
