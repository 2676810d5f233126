//! Measure: what do a ticket's clocks read at an instant, and what has time brought about by then?

use super::terms::Terms;
use super::walk::Walk;
use super::{History, Measured, Moment, What, escalate};
use crate::At;
use crate::book::Book;

/// What the clocks of a ticket read at an instant.
///
/// A function of its arguments alone: whenever and wherever it is asked, it answers the same. What happened after
/// `until` is not looked at. A clock whose policy or calendar the book does not know is left out.
///
/// * `until`: the instant of measuring. Facts are given only as far as it is known by then that nothing was missed: pass
///   the instant up to which all messages are known.
pub fn measure(history: &History, book: &Book, until: At) -> Measured {
    let moments = history.moments();
    let terms: Vec<Option<Terms<'_>>> = bindings(moments).map(|it| Terms::of(it, book)).collect();
    let passed = moments.partition_point(|it| it.at <= until);
    let since_ever =
        terms.first().and_then(Option::as_ref).filter(|_| is_bound_at_opening(moments));
    let mut walk = Walk::new(moments, &terms, since_ever);
    for moment in &moments[..passed] {
        walk.take(moment);
    }
    let Walk { mut runs, mut facts, pauses, closes, .. } = walk.until(until);

    for run in &mut runs {
        run.settle(until);
    }
    let mut wake = pauses.iter().filter_map(|it| it.ends).chain(closes.map(|it| it.0)).min();
    for run in &runs {
        run.tell(until, &mut facts);
        wake = sooner(wake, run.wake(until));
    }
    let next = escalate::climb(&runs, &moments[..passed], until, book, &mut facts);
    wake = sooner(wake, next);
    facts.sort_by(|a, b| (a.at, &a.key).cmp(&(b.at, &b.key)));

    runs.sort_by_key(|it| (it.start, it.clock));
    let clocks = runs.iter().filter_map(|it| it.read_out(until)).collect();
    Measured { clocks, facts, wake, closes: closes.map(|it| it.0) }
}

fn bindings(moments: &[Moment]) -> impl Iterator<Item = &super::Binding> {
    moments.iter().filter_map(|it| match &it.what {
        What::Bound(it) | What::Retargeted(it) => Some(it),
        _ => None,
    })
}

/// Whether the first binding was made with the opening: then it holds for earlier words as well, should some turn up. One
/// that is made later promises nothing of what went before.
fn is_bound_at_opening(moments: &[Moment]) -> bool {
    let opened = moments.iter().find(|it| matches!(it.what, What::Opened(_)));
    let bound = moments.iter().find(|it| matches!(it.what, What::Bound(_)));
    opened.zip(bound).is_none_or(|(opened, bound)| bound.at <= opened.at)
}

fn sooner(a: Option<At>, b: Option<At>) -> Option<At> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
