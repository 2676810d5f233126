//! Story: what might happen to the clock of a resolution?

use super::TwoHours;
use super::random::Dice;
use domain::book::Book;
use domain::calendar::{CalendarRef, Hours};
use domain::clock::{Binding, History, Kind, Moment, What};
use domain::policy::{
    self, Pause, PolicyRef, ReopenMode, Retarget, RetargetMode, Row, Rules, Target,
};
use domain::{At, Side};

/// The clock that stories are about.
pub(crate) const KIND: Kind = Kind::Resolution;
/// The names of the two calendars.
pub(crate) const CALENDARS: [&str; 2] = ["first", "second"];
/// What pauses it.
pub(crate) const PAUSES: [Pause; 2] = [Pause::ClientWaiting, Pause::ClientHold];
pub(crate) const THRESHOLDS: [u8; 3] = [50, 75, 90];

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Happens {
    Pause(Pause),
    Resume,
    PauseOver(Pause),
    Asked,
    Thanked,
    Stop,
    Reopen,
    /// To so many business seconds, in one of the two calendars.
    Retarget(i64, usize),
}

#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) start: At,
    pub(crate) target: Target,
    pub(crate) events: Vec<(At, Happens)>,
    pub(crate) reopen: ReopenMode,
    pub(crate) raise: Retarget,
    pub(crate) lower: Retarget,
    pub(crate) pause_max: Option<u32>,
}

impl Story {
    pub(crate) fn of_resolution(dice: &mut Dice, hours: &TwoHours) -> Self {
        let start = hours.minute(dice);
        let by_days = dice.percent(10) && Self::may_be_by_days(hours, start);
        let target = if by_days {
            Target::EndOfBusinessDay(u32::try_from(dice.below(2)).unwrap())
        } else {
            Target::Seconds(u32::try_from(seconds(dice)).unwrap())
        };
        let how = |dice: &mut Dice| Retarget {
            mode: [RetargetMode::Carry, RetargetMode::Retro, RetargetMode::Restart]
                [usize::try_from(dice.below(3)).unwrap()],
            min_grace_s: u32::try_from((dice.below(3) - 1).max(0) * dice.below(120) * 60).unwrap(),
        };
        let raise = how(dice);
        let lower = if dice.percent(60) { raise } else { how(dice) };
        let reopen = [ReopenMode::Continue, ReopenMode::NewCycle, ReopenMode::RetroCount]
            [usize::try_from(dice.below(3)).unwrap()];
        let pause_max = (dice.below(2) * (1 + dice.below(600)) * 60).try_into().unwrap();
        let pause_max = Some(pause_max).filter(|it| *it > 0);

        let mut events = Vec::new();
        let mut at = start;
        for _ in 0..dice.below(12) {
            // Often in the same minute, and often soon.
            let gap = [0, 1, 60, 240, 1440][usize::try_from(dice.below(5)).unwrap()];
            at = at.plus(dice.below(gap + 1) * 60);
            let reason = [Pause::ClientWaiting, Pause::ClientHold, Pause::ThirdParty]
                [usize::try_from(dice.below(3)).unwrap()];
            let happens = match dice.below(12) {
                0..3 => Happens::Pause(reason),
                3 => Happens::Resume,
                4 => Happens::PauseOver(reason),
                5 => Happens::Asked,
                6 => Happens::Thanked,
                7 | 8 => Happens::Stop,
                9 => Happens::Reopen,
                _ if by_days => Happens::Resume,
                _ => Happens::Retarget(seconds(dice), usize::try_from(dice.below(2)).unwrap()),
            };
            if at < hours.end() {
                events.push((at, happens));
            }
        }
        Self { start, target, events, reopen, raise, lower, pause_max }
    }

    /// Whether the oracle knows when the days of the first calendar end.
    fn may_be_by_days(hours: &TwoHours, start: At) -> bool {
        let versions = &hours.cases[0].versions;
        let is_weekly = matches!(versions[0].published.hours, Hours::Weekly(_));
        let is_shown = |n| hours.oracles[0].end_of_business_day(start, n).is_some();
        // The first day must not have begun before the span.
        let is_inside = start.since(hours.begin()) > 2 * 86_400;
        versions.len() == 1 && is_weekly && is_inside && is_shown(0) && is_shown(1)
    }

    /// Instants at which much may have just happened.
    pub(crate) fn instants(&self, dice: &mut Dice, hours: &TwoHours) -> Vec<At> {
        let mut instants = vec![hours.end().plus(-60)];
        for (at, _) in &self.events {
            if dice.percent(30) {
                instants.push(at.plus(dice.below(2)));
            }
        }
        let left = hours.end().since(self.start) / 60;
        instants.push(self.start.plus(dice.below(left) * 60 + dice.below(2) * dice.below(60)));
        instants
    }

    pub(crate) fn history(&self) -> History {
        let mut history = History::default();
        let mut rows = 0;
        let mut moments = vec![
            (self.start, What::Bound(binding(0, 0))),
            (self.start, What::Opened(Side::Client)),
        ];
        for (at, happens) in &self.events {
            moments.push((
                *at,
                match *happens {
                    Happens::Pause(it) => What::Paused(it),
                    Happens::Resume => What::Resumed,
                    Happens::PauseOver(it) => What::PauseOver(it),
                    Happens::Asked => What::ClientSaid { awaits: true },
                    Happens::Thanked => What::ClientSaid { awaits: false },
                    Happens::Stop => What::Resolved,
                    Happens::Reopen => What::Reopened,
                    Happens::Retarget(_, calendar) => {
                        rows += 1;
                        What::Retargeted(binding(rows, calendar))
                    }
                },
            ));
        }
        for ((at, what), revision) in moments.into_iter().zip(0..) {
            history.take_in(Moment { at, revision, recorded: at, message: None, what });
        }
        history
    }

    pub(crate) fn book(&self, hours: &TwoHours) -> Book {
        let mut book = Book::default();
        hours.publish(&mut book);
        let targets = self.events.iter().filter_map(|it| match it.1 {
            Happens::Retarget(seconds, _) => Some(Target::Seconds(u32::try_from(seconds).unwrap())),
            _ => None,
        });
        let rows = [self.target].into_iter().chain(targets).enumerate();
        let rows = rows.map(|(n, it)| Row { resolution: Some(it), ..row(n) });
        let rules = Rules {
            pauses: PAUSES.to_vec(),
            pause_max_s: self.pause_max,
            thresholds: THRESHOLDS.to_vec(),
            reopen: self.reopen,
            raise: self.raise,
            lower: self.lower,
            ..rules(rows.collect())
        };
        publish(&mut book, rules);
        book
    }
}

fn seconds(dice: &mut Dice) -> i64 {
    let unit = [1, 60][usize::try_from(dice.below(2)).unwrap()];
    (1 + dice.below(720 / unit)) * unit * 60
}

pub(crate) fn binding(row: usize, calendar: usize) -> Binding {
    Binding {
        policy: PolicyRef { policy: "story".parse().unwrap(), version: 1 },
        row: format!("row-{row}").parse().unwrap(),
        calendar: CalendarRef { calendar: CALENDARS[calendar].parse().unwrap(), version: 1 },
    }
}

pub(crate) fn publish(book: &mut Book, rules: Rules) {
    let content = String::new();
    let it = policy::Published { version: 1, effective_from: At(0).utc(), content, rules };
    book.take_policy(&"story".parse().unwrap(), &it, At(0));
}

pub(crate) fn row(n: usize) -> Row {
    Row {
        name: format!("row-{n}").parse().unwrap(),
        types: Vec::new(),
        priorities: Vec::new(),
        requesters: Vec::new(),
        sites: Vec::new(),
        calendar: None,
        first_response: None,
        next_response: None,
        periodic_update: None,
        acceptance: None,
        workaround: None,
        resolution: None,
    }
}

pub(crate) fn rules(rows: Vec<Row>) -> Rules {
    Rules {
        rows,
        first_response: policy::Responds::Reply,
        resolution_starts: policy::ResolutionStarts::Report,
        resolution_stops: policy::ResolutionStops::Resolved,
        clients_may_raise: false,
        deadlines_shown: true,
        pauses: Vec::new(),
        update_pauses: Vec::new(),
        pause_max_s: None,
        thresholds: Vec::new(),
        grace_s: 60,
        reopen: ReopenMode::Continue,
        reopen_window_s: None,
        close_after_s: None,
        raise: Retarget::default(),
        lower: Retarget::default(),
        migrate_running: false,
        chains: Vec::new(),
        levels: Vec::new(),
        teams: Vec::new(),
        rotas: Vec::new(),
        told_in: None,
    }
}
