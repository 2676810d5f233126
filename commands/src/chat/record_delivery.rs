//! Record delivery: a notice was said.

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
