//! Watch: what does somebody write down who looks at the clock once a minute?
//!
//! Knows neither deadlines nor segments: each minute either runs or does not, and a target is used up when enough did.

use super::TwoHours;
use super::story::{Happens, PAUSES, Story, THRESHOLDS};
use domain::At;
use domain::policy::{Pause, ReopenMode, Retarget, RetargetMode, Target};

const MINUTE: i64 = 60;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    Running,
    Paused(Pause),
    Met,
    Breached,
    Superseded,
}

/// What is to be read of one clock.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) stands: Stands,
    pub(crate) start: At,
    pub(crate) stop: Option<At>,
    pub(crate) due: Option<At>,
    /// It may come after the span that was looked at.
    pub(crate) due_is_beyond: bool,
    pub(crate) breached: Option<At>,
    pub(crate) used: i64,
    pub(crate) overrun: i64,
    pub(crate) version: u32,
    pub(crate) reached: Vec<(u8, u32, At)>,
}

/// What a minute was, and by which calendar it was judged.
#[derive(Debug, Clone, Copy)]
struct Minute {
    begin: At,
    seconds: i64,
    is_run: bool,
    calendar: usize,
}

/// One clock, as it is written down.
#[derive(Debug, Clone)]
struct Watch {
    start: At,
    total: i64,
    is_by_days: bool,
    calendar: usize,
    minutes: Vec<Minute>,
    used: i64,
    grace: i64,
    /// When all of the target was used.
    used_up: Option<At>,
    breached: Option<At>,
    version: u32,
    share: u8,
    reached: Vec<(u8, u32, At)>,
    stop: Option<At>,
    is_superseded: bool,
}

/// The instants at which a clock's time goes by, as written down; none where the story asks what the span does not show.
pub(crate) fn read(story: &Story, hours: &TwoHours, until: At) -> Option<Vec<Reading>> {
    let mut desk = Desk {
        story,
        hours,
        watches: Vec::new(),
        pauses: Vec::new(),
        terms: (total(story, hours), 0),
        is_resolved: false,
        is_clear: true,
    };
    desk.begin(story.start, matches!(story.target, Target::EndOfBusinessDay(_)));
    let mut at = story.start;
    let mut events = story.events.iter().filter(|it| it.0 <= until).peekable();
    loop {
        while let Some((_, happens)) = events.next_if(|it| it.0 == at) {
            desk.happens(at, *happens);
            let is_resting = desk.reason().is_some();
            let watch = desk.watches.last_mut().unwrap();
            if watch.stop.is_none() && (watch.is_by_days || !is_resting) {
                watch.go(Minute { begin: at, seconds: 0, is_run: true, calendar: 0 }, hours);
            }
        }
        desk.pauses.retain(|it| it.1 != Some(at));
        if at >= until {
            break;
        }
        let seconds = MINUTE.min(until.since(at));
        let is_resting = desk.reason().is_some();
        let watch = desk.watches.last_mut().unwrap();
        if watch.stop.is_none() {
            let is_run = watch.is_by_days || !is_resting;
            let minute = Minute { begin: at, seconds, is_run, calendar: watch.calendar };
            watch.go(minute, hours);
        }
        at = at.plus(seconds);
    }
    desk.is_clear.then(|| desk.watches.iter().map(|it| desk.reading(it, until)).collect())
}

fn total(story: &Story, hours: &TwoHours) -> i64 {
    match story.target {
        Target::Seconds(it) => it.into(),
        Target::EndOfBusinessDay(n) => {
            let n = usize::try_from(n).unwrap();
            let end = hours.oracles[0].end_of_business_day(story.start, n).unwrap();
            hours.oracles[0].elapsed(story.start, end)
        }
    }
}

struct Desk<'a> {
    story: &'a Story,
    hours: &'a TwoHours,
    watches: Vec<Watch>,
    /// Reasons in their order, each with the minute at which it has lasted as long as it may.
    pauses: Vec<(Pause, Option<At>)>,
    /// The target and the calendar of clocks that start now.
    terms: (i64, usize),
    is_resolved: bool,
    /// False where the way of a retarget depends on what comes after the span.
    is_clear: bool,
}

impl Desk<'_> {
    fn begin(&mut self, at: At, is_by_days: bool) {
        let (total, calendar) = self.terms;
        self.watches.push(Watch {
            start: at,
            total,
            is_by_days,
            calendar,
            minutes: Vec::new(),
            used: 0,
            grace: 0,
            used_up: None,
            breached: None,
            version: 1,
            share: 0,
            reached: Vec::new(),
            stop: None,
            is_superseded: false,
        });
    }

    fn reason(&self) -> Option<Pause> {
        self.pauses.iter().map(|it| it.0).find(|it| PAUSES.contains(it))
    }

    fn happens(&mut self, at: At, happens: Happens) {
        let watch = self.watches.last_mut().unwrap();
        if watch.stop.is_none() {
            watch.latch(at);
        }
        match happens {
            Happens::Pause(it) => {
                let is_new = self.pauses.iter().all(|other| other.0 != it);
                if !self.is_resolved && is_new {
                    let max = self.story.pause_max.filter(|_| PAUSES.contains(&it));
                    self.pauses.push((it, max.map(|max| at.plus(max.into()))));
                }
            }
            Happens::Resume => self.pauses.clear(),
            Happens::PauseOver(it) => self.pauses.retain(|other| other.0 != it),
            Happens::Asked | Happens::Thanked => {
                self.pauses.retain(|it| !PAUSES.contains(&it.0));
            }
            Happens::Stop => {
                if !self.is_resolved {
                    let watch = self.watches.last_mut().unwrap();
                    watch.stop = Some(at);
                }
                self.is_resolved = true;
                self.pauses.clear();
            }
            Happens::Reopen => self.reopen(at),
            Happens::Retarget(target, calendar) => self.retarget(at, target, calendar),
        }
    }

    fn reopen(&mut self, at: At) {
        if !std::mem::replace(&mut self.is_resolved, false) {
            return;
        }
        let watch = self.watches.last_mut().unwrap();
        let stopped = watch.stop.unwrap();
        if self.story.reopen == ReopenMode::NewCycle {
            return self.begin_again(at);
        }
        let is_run = self.story.reopen == ReopenMode::RetroCount;
        watch.stop = None;
        watch.used_up = watch.breached;
        let mut begin = stopped;
        while begin < at {
            let minute = Minute { begin, seconds: MINUTE, is_run, calendar: watch.calendar };
            watch.go(minute, self.hours);
            begin = begin.plus(MINUTE);
        }
        watch.latch(at);
    }

    /// A new clock with the whole target; one by days counts its days anew.
    fn begin_again(&mut self, at: At) {
        if let (Target::EndOfBusinessDay(n), true) = (self.story.target, self.terms.1 == 0) {
            let n = usize::try_from(n).unwrap();
            let Some(end) = self.hours.oracles[0].end_of_business_day(at, n) else {
                self.is_clear = false;
                return self.begin(at, true);
            };
            self.terms.0 = self.hours.oracles[0].elapsed(at, end);
            return self.begin(at, true);
        }
        self.begin(at, false);
    }

    fn retarget(&mut self, at: At, target: i64, calendar: usize) {
        self.terms = (target, calendar);
        let hours = self.hours;
        let watch = self.watches.last_mut().unwrap();
        if watch.stop.is_some() || (watch.total, watch.calendar) == (target, calendar) {
            return;
        }
        let how = if self.story.raise == self.story.lower {
            self.story.raise
        } else {
            let after = |seconds: i64, calendar: usize| {
                hours.oracles[calendar].add(at, (seconds - watch.used).max(0))
            };
            match (after(watch.total, watch.calendar), after(target, calendar)) {
                (Some(old), Some(new)) if (new, target) < (old, watch.total) => self.story.raise,
                (Some(_), Some(_)) => self.story.lower,
                _ => {
                    self.is_clear = false;
                    self.story.lower
                }
            }
        };
        if how.mode == RetargetMode::Restart {
            watch.stop = Some(at);
            watch.is_superseded = true;
            return self.begin(at, false);
        }
        let was_breached = watch.breached.is_some();
        watch.version += 1;
        (watch.total, watch.calendar) = (target, calendar);
        watch.go_over(at, how, hours);
        watch.share = 0;
        for share in THRESHOLDS {
            if need(target, share) <= watch.used {
                watch.share = share;
            }
        }
        let told = watch.reached.iter().map(|it| it.0).max().unwrap_or(0);
        if watch.share > told && !was_breached {
            watch.reached.push((watch.share, watch.version, at));
        }
    }

    fn reading(&self, watch: &Watch, until: At) -> Reading {
        let mut watch = watch.clone();
        if watch.stop.is_none() {
            watch.latch(until);
        }
        let reason = self.reason().filter(|_| !watch.is_by_days);
        let stands = match (watch.stop, watch.breached, reason) {
            (_, Some(_), _) => Stands::Breached,
            (Some(_), None, _) if watch.is_superseded => Stands::Superseded,
            (Some(_), None, _) => Stands::Met,
            (None, None, Some(it)) => Stands::Paused(it),
            (None, None, None) => Stands::Running,
        };
        let is_resting = watch.stop.is_none() && reason.is_some();
        let due = match watch.breached {
            _ if is_resting => None,
            Some(it) => Some(it),
            None => watch.look_ahead(watch.stop.unwrap_or(until), self.hours),
        };
        let late = watch.breached.map_or(0, |due| watch.used_after(due, self.hours));
        Reading {
            stands,
            start: watch.start,
            stop: watch.stop,
            due,
            due_is_beyond: due.is_none() && !is_resting,
            breached: watch.breached,
            used: watch.used,
            overrun: late,
            version: watch.version,
            reached: watch.reached,
        }
    }
}

impl Watch {
    fn latch(&mut self, at: At) {
        if self.breached.is_none() && self.used_up.is_some_and(|it| it < at) {
            self.breached = self.used_up;
        }
    }

    /// Writes down one more minute.
    fn go(&mut self, minute: Minute, hours: &TwoHours) {
        self.minutes.push(minute);
        if !minute.is_run {
            return;
        }
        let open =
            if hours.oracles[minute.calendar].is_open(minute.begin) { minute.seconds } else { 0 };
        self.latch(minute.begin);
        for share in THRESHOLDS.into_iter().filter(|it| *it > self.share).collect::<Vec<_>>() {
            let need = need(self.total, share);
            if open > 0 && need <= self.used + open && self.breached.is_none() {
                self.share = share;
                self.reached.push((share, self.version, minute.begin.plus(need - self.used)));
            }
        }
        if self.used_up.is_none() && self.used + open >= self.total && self.grace <= minute.seconds
        {
            let wait = (self.total - self.used).max(0).max(self.grace);
            self.used_up = Some(minute.begin.plus(wait));
        }
        self.used += open;
        self.grace = (self.grace - minute.seconds).max(0);
    }

    fn go_over(&mut self, at: At, how: Retarget, hours: &TwoHours) {
        self.used_up = self.breached;
        self.grace = 0;
        if how.mode == RetargetMode::Carry {
            self.grace = how.min_grace_s.into();
            return;
        }
        let total = self.total;
        let mut used = 0;
        for minute in &mut self.minutes {
            minute.calendar = self.calendar;
            if minute.is_run && hours.oracles[self.calendar].is_open(minute.begin) {
                if used < total && used + minute.seconds >= total && self.breached.is_none() {
                    self.used_up = Some(minute.begin.plus(total - used));
                }
                used += minute.seconds;
            }
        }
        self.used = used;
        self.latch(at);
    }

    /// When all of it would be used if it ran from now on; none if the span does not show it.
    fn look_ahead(&self, from: At, hours: &TwoHours) -> Option<At> {
        let mut ahead = self.clone();
        let mut begin = from;
        while ahead.used_up.is_none() && begin < hours.end() {
            // Up to the next whole minute, as the hours are read.
            let seconds = MINUTE - begin.since(hours.begin()) % MINUTE;
            let calendar = ahead.calendar;
            ahead.go(Minute { begin, seconds, is_run: true, calendar }, hours);
            begin = begin.plus(seconds);
        }
        ahead.used_up
    }

    fn used_after(&self, due: At, hours: &TwoHours) -> i64 {
        let late = self
            .minutes
            .iter()
            .filter(|it| it.is_run && hours.oracles[it.calendar].is_open(it.begin));
        late.map(|it| it.begin.plus(it.seconds).since(it.begin.max(due)).max(0)).sum()
    }
}

/// So many percent, every part of a second being a whole one.
fn need(total: i64, percent: u8) -> i64 {
    let whole = total * i64::from(percent);
    if whole % 100 == 0 { whole / 100 } else { whole / 100 + 1 }
}
