//! Promises: what are clocks, their deadlines and their pauses called?

use super::Texts;
use domain::clock::Kind;
use domain::people::Role;
use domain::policy::Pause;

/// What is said of a kind of clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    /// To the client: `Срок ответа: 12:40 (МСК)`.
    Promise,
    /// To staff: `Ответить до 12:40 (МСК)`.
    Due,
    /// What it is a clock of.
    Clock,
    /// The deadline has passed.
    Missed,
    /// How much time there is left.
    Left,
    /// The deadlines of several tickets come near.
    Soon,
}

impl Said {
    fn prefix(self) -> &'static str {
        match self {
            Self::Promise => "promise",
            Self::Due => "due",
            Self::Clock => "clock",
            Self::Missed => "missed",
            Self::Left => "left",
            Self::Soon => "summary-left",
        }
    }

    /// The key of the text.
    pub(crate) fn of(self, kind: Kind) -> String {
        let clock = match kind {
            Kind::FirstResponse | Kind::NextResponse => "response",
            Kind::PeriodicUpdate => "update",
            Kind::Acceptance => "acceptance",
            Kind::Workaround => "workaround",
            Kind::Resolution => "resolution",
        };
        format!("{}-{clock}", self.prefix())
    }
}

impl Texts {
    /// Why a clock rests.
    pub(crate) fn pause(self, why: Pause) -> String {
        self.text(match why {
            Pause::ClientWaiting => "pause-client-waiting",
            Pause::ClientHold => "pause-client-hold",
            Pause::ThirdParty => "pause-third-party",
            Pause::Own => "pause-own",
        })
    }

    /// Everybody of a role.
    pub(crate) fn everybody(self, role: Role) -> String {
        self.text(match role {
            Role::Manager => "whom-managers",
            Role::Admin => "whom-admins",
            Role::Requester | Role::ClientLead | Role::Agent | Role::Auditor => "whom-agents",
        })
    }

    /// How much time is left, to the nearest minute: `1 ч 20 мин`.
    ///
    /// * `seconds`: of working time, so that a day is never 24 hours and is not named.
    pub(crate) fn left(self, seconds: i64) -> String {
        let minutes = (seconds.max(0) + 30) / 60;
        if minutes == 0 { self.text("span-less") } else { self.hours(minutes) }
    }

    /// How long ago something was to be, in minutes that have gone by: `12 мин`, `27 ч`. None in the first minute.
    ///
    /// * `seconds`: of working time, so that a day is never 24 hours and is not named.
    pub(crate) fn over(self, seconds: i64) -> Option<String> {
        let minutes = seconds.max(0) / 60;
        (minutes > 0).then(|| self.hours(minutes))
    }

    fn hours(self, minutes: i64) -> String {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let of_hours = ("hours", hours.to_string().into());
        let of_minutes = ("minutes", minutes.to_string().into());
        match (hours, minutes) {
            (0, _) => self.with("span-minutes", [of_minutes]),
            (_, 0) => self.with("span-hours", [of_hours]),
            (_, _) => self.with("span-hours-minutes", [of_hours, of_minutes]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn time_left_is_told_to_the_nearest_minute() {
        check(|texts| texts.left(80 * 60 + 29), "1 ч 20 мин", "1 h 20 min");
        check(|texts| texts.left(30 * 60 - 1), "30 мин", "30 min");
        check(|texts| texts.left(30), "1 мин", "1 min");
        check(|texts| texts.left(3600), "1 ч", "1 h");
        check(|texts| texts.left(59 * 60), "59 мин", "59 min");
        check(|texts| texts.left(29), "меньше минуты", "less than a minute");
        check(|texts| texts.left(30 * 3600), "30 ч", "30 h");
    }

    #[test]
    fn time_gone_by_is_told_in_minutes_that_have_gone_by() {
        assert_eq!(Texts(Language::Ru).over(59), None);
        let over = |seconds| move |texts: Texts| texts.over(seconds).unwrap();
        check(over(60), "1 мин", "1 min");
        check(over(119), "1 мин", "1 min");
        check(over(24 * 3600 - 1), "23 ч 59 мин", "23 h 59 min");
        check(over(24 * 3600), "24 ч", "24 h");
        check(over(51 * 3600), "51 ч", "51 h");
    }

    #[track_caller]
    fn check(said: impl Fn(Texts) -> String, russian: &str, english: &str) {
        assert_eq!(said(Texts(Language::Ru)), russian);
        assert_eq!(said(Texts(Language::En)), english);
    }

    #[test]
    fn everything_that_is_said_of_a_clock_is_written() {
        let all = [Said::Promise, Said::Due, Said::Clock, Said::Missed, Said::Left, Said::Soon];
        for said in all {
            for kind in Kind::ALL {
                let arguments = ["time", "left", "requests"].map(|it| (it, "12:40".into()));
                assert!(!Texts(Language::Ru).with(&said.of(kind), arguments).is_empty());
            }
        }
    }
}
