//! From a policy to the fields of the form, as a person writes them, and back.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::policy::{
    Aloud, Date, Disclosure, Hours, Limits, Lines, Outside, Saved, Span, StandDown, TimeZone, Told,
    most, written,
};
use domain::{Policy, Timestamp};
use jiff::civil::DateTime;

use super::Fields;
use crate::parts::mode;

pub(super) const STRANGERS: &str = "strangers";
pub(super) const GROUPS: &str = "groups";
pub(super) const COUNTDOWN: &str = "countdown";
pub(super) const ANSWER_WITHIN: &str = "answer_within";
pub(super) const AFTER_WRITING: &str = "after_writing";
pub(super) const AFTER_READING: &str = "after_reading";
pub(super) const WHILE_ONLINE: &str = "while_online";
pub(super) const ZONE: &str = "zone";
pub(super) const WHEN: &str = "when";
/// Which policy the form was made of.
pub(super) const VERSION: &str = "version";
/// The value of [`WHEN`] where a week counts.
pub(super) const WEEK: &str = "week";
/// The value of a box that is ticked; one that is not is not sent.
pub(super) const ON: &str = "on";
pub(super) const EXCEPTIONS: &str = "exceptions";
pub(super) const AWAY_UNTIL: &str = "away_until";
pub(super) const OUTSIDE: &str = "outside";
pub(super) const DRAFT: &str = "draft";
pub(super) const AWAY: &str = "away";
pub(super) const AWAY_TEXT: &str = "away_text";
pub(super) const SPACING: &str = "spacing";
pub(super) const TURNS: &str = "turns_per_hour";
pub(super) const MINUTE: &str = "messages_per_minute";
pub(super) const DAY_HERE: &str = "messages_per_day_here";
pub(super) const DAY: &str = "messages_per_day";
pub(super) const EXCHANGES: &str = "exchanges";
pub(super) const QUICK: &str = "quick";
pub(super) const LINES: &str = "saved_lines";
/// The values of [`LINES`] beside the empty one.
pub(super) const NOTHING: &str = "nothing";
pub(super) const DRAFTS: &str = "drafts";
pub(super) const DIGEST_AT: &str = "digest_at";

pub(super) const TOLD: &str = "told";
/// The values of [`TOLD`] beside the empty one.
pub(super) const FIRST: &str = "first";
pub(super) const EACH: &str = "each";
pub(super) const TOLD_TEXT: &str = "told_text";
pub(super) const ALOUD: &str = "aloud";
/// The values of [`ALOUD`] beside the empty one.
pub(super) const MIRROR: &str = "mirror";
pub(super) const AS_OWNER: &str = "as_owner";
pub(super) const ALWAYS: &str = "always";

/// The field of a day of the week, Monday being 0.
pub(super) fn day_field(day: usize) -> String {
    format!("day-{day}")
}

/// What cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Problem {
    /// This is no span of hours.
    Span(String),
    /// This is no date.
    Date(String),
    /// This date stands there twice.
    Twice(String),
    /// There is a week, with no hours in it.
    NoHours,
    /// This is no moment.
    Moment(String),
    /// There is no such time zone.
    Zone(String),
    /// This is no whole number from `least` to `most`.
    Number { given: String, least: u32, most: u32 },
    /// The moment has passed.
    Past(String),
    /// There is no such choice.
    Choice(String),
    /// It is longer than a message may be.
    TooLong { most: usize },
    /// Nothing would be said.
    NoWords,
    /// This is no time of day.
    Clock(String),
    /// There are other rules now than those that the form was made of.
    Changed,
}

/// By the names of their fields.
pub(crate) type Problems = BTreeMap<String, Problem>;

/// The problem of a form whose policy is in force no more.
pub(super) fn changed_meanwhile() -> Problems {
    [(VERSION.to_owned(), Problem::Changed)].into()
}

const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 3_600;

/// The fields in which a policy stands.
pub(crate) fn fields(policy: &Policy, zone: &TimeZone) -> Fields {
    let Policy { strangers, groups, countdown, answer_within, stand_down, hours, limits, .. } =
        policy;
    let Policy { saved, disclosure, aloud, .. } = policy;
    let mut fields = Fields::new();
    let mut put = |name: &str, value: String| {
        fields.insert(name.to_owned(), value);
    };
    let units = |span: &Duration, unit: u64| span.as_secs().div_ceil(unit).to_string();
    let count = |count: Option<u32>| count.map(|count| count.to_string()).unwrap_or_default();
    put(STRANGERS, strangers.map(|mode| mode::code(mode).to_owned()).unwrap_or_default());
    put(GROUPS, mode::code(*groups).to_owned());
    put(COUNTDOWN, units(countdown, 1));
    put(ANSWER_WITHIN, units(answer_within, HOUR_S));
    put(AFTER_WRITING, units(&stand_down.after_writing, MINUTE_S));
    put(AFTER_READING, units(&stand_down.after_reading, 1));
    if stand_down.while_online {
        put(WHILE_ONLINE, ON.to_owned());
    }
    put(ZONE, hours.zone.clone().unwrap_or_default());
    put(WHEN, if hours.week.is_some() { WEEK.to_owned() } else { String::new() });
    for (day, spans) in hours.week.iter().flatten().enumerate() {
        put(&day_field(day), written::of_spans(spans));
    }
    let exceptions = hours.exceptions.iter().map(|(date, spans)| {
        let line = format!("{date} {}\n", written::of_spans(spans));
        line.trim().to_owned()
    });
    put(EXCEPTIONS, exceptions.collect::<Vec<_>>().join("\n"));
    put(AWAY_UNTIL, hours.away_until.map(|at| clock(at, zone)).unwrap_or_default());
    let (outside, text) = match &hours.outside {
        Outside::Silence => ("", ""),
        Outside::Draft => (DRAFT, ""),
        Outside::Away { text } => (AWAY, text.as_str()),
    };
    put(OUTSIDE, outside.to_owned());
    put(AWAY_TEXT, text.to_owned());
    put(SPACING, units(&limits.spacing, 1));
    put(TURNS, count(limits.turns_per_hour));
    put(MINUTE, count(limits.messages_per_minute));
    put(DAY_HERE, count(limits.messages_per_day_here));
    put(DAY, count(limits.messages_per_day));
    put(EXCHANGES, count(limits.exchanges));
    put(QUICK, units(&limits.quick, 1));
    let lines = match saved.lines {
        Lines::Nothing => NOTHING,
        Lines::Questions => "",
        Lines::Drafts => DRAFTS,
    };
    put(LINES, lines.to_owned());
    put(DIGEST_AT, saved.digest_at.map(written::of_minute).unwrap_or_default());
    let disclosure = disclosure.clone().unwrap_or_default();
    let told = match disclosure.told {
        Told::Never => "",
        Told::First => FIRST,
        Told::Each => EACH,
    };
    put(TOLD, told.to_owned());
    put(TOLD_TEXT, disclosure.text);
    let aloud = match aloud {
        Aloud::Never => "",
        Aloud::Mirror => MIRROR,
        Aloud::AsOwner => AS_OWNER,
        Aloud::Always => ALWAYS,
    };
    put(ALOUD, aloud.to_owned());
    fields
}

/// The policy that stands in the fields, or all that cannot be taken of it. `zone_of` says in which
/// time zone a policy is meant; the owner is away until after `now`.
pub(super) fn policy(
    fields: &Fields,
    now: Timestamp,
    zone_of: impl Fn(&Policy) -> TimeZone,
) -> Result<Policy, Problems> {
    let mut form = Form { fields, problems: Problems::new() };
    let zone = Some(form.text(ZONE).to_owned()).filter(|zone| !zone.is_empty());
    if let Some(name) = zone.as_ref().filter(|name| TimeZone::get(name).is_err()) {
        form.wrong(ZONE, Problem::Zone(name.clone()));
    }
    let week: [Vec<Span>; 7] = std::array::from_fn(|day| form.day(&day_field(day)));
    let week = match form.text(WHEN) {
        WEEK => Some(week),
        given => form.only_empty(WHEN, given),
    };
    let outside = match form.text(OUTSIDE) {
        DRAFT => Outside::Draft,
        AWAY => Outside::Away { text: form.away_text() },
        given => form.only_empty(OUTSIDE, given).unwrap_or(Outside::Silence),
    };
    let strangers = form.text(STRANGERS);
    let strangers = mode::from_code(strangers).or_else(|| form.only_empty(STRANGERS, strangers));
    let groups = form.text(GROUPS);
    // A form of an earlier version says nothing of groups.
    let groups = mode::from_code(groups)
        .or_else(|| form.only_empty(GROUPS, groups))
        .unwrap_or(domain::Mode::Off);
    let exceptions = form.exceptions();
    let has_hours = week.iter().flatten().chain(exceptions.values()).any(|day| !day.is_empty());
    if week.is_some() && !has_hours && !form.problems.contains_key(EXCEPTIONS) {
        form.wrong(WHEN, Problem::NoHours);
    }
    let hours = Hours { zone, week, exceptions, away_until: None, outside };
    let mut policy = Policy {
        strangers,
        groups,
        countdown: form.span(COUNTDOWN, 1, most::COUNTDOWN_S),
        answer_within: form.span(ANSWER_WITHIN, HOUR_S, most::ANSWER_WITHIN_HOURS),
        stand_down: StandDown {
            after_writing: form.span(AFTER_WRITING, MINUTE_S, most::AFTER_WRITING_MINUTES),
            after_reading: form.span(AFTER_READING, 1, most::AFTER_READING_S),
            while_online: form.text(WHILE_ONLINE) == ON,
        },
        hours,
        limits: Limits {
            spacing: form.span(SPACING, 1, most::SPACING_S),
            turns_per_hour: form.limit(TURNS),
            messages_per_minute: form.limit(MINUTE),
            messages_per_day_here: form.limit(DAY_HERE),
            messages_per_day: form.limit(DAY),
            exchanges: form.limit(EXCHANGES),
            quick: form.span(QUICK, 1, most::QUICK_S),
        },
        saved: Saved {
            lines: match form.text(LINES) {
                NOTHING => Lines::Nothing,
                DRAFTS => Lines::Drafts,
                given => form.only_empty(LINES, given).unwrap_or(Lines::Questions),
            },
            digest_at: form.time(DIGEST_AT),
        },
        disclosure: Some(form.disclosure()),
        aloud: match form.text(ALOUD) {
            MIRROR => Aloud::Mirror,
            AS_OWNER => Aloud::AsOwner,
            ALWAYS => Aloud::Always,
            given => form.only_empty(ALOUD, given).unwrap_or_default(),
        },
    };
    // In which zone that is meant is known only now.
    policy.hours.away_until = form.moment(AWAY_UNTIL, &zone_of(&policy), now);
    if form.problems.is_empty() { Ok(policy) } else { Err(form.problems) }
}

struct Form<'a> {
    fields: &'a Fields,
    problems: Problems,
}

impl<'a> Form<'a> {
    fn text(&self, name: &str) -> &'a str {
        self.fields.get(name).map(|text| text.trim()).unwrap_or_default()
    }

    fn wrong(&mut self, name: &str, problem: Problem) {
        self.problems.entry(name.to_owned()).or_insert(problem);
    }

    /// Nothing, which is a choice too; anything else is none.
    fn only_empty<T>(&mut self, name: &str, given: &str) -> Option<T> {
        if !given.is_empty() {
            self.wrong(name, Problem::Choice(given.to_owned()));
        }
        None
    }

    fn number(&mut self, name: &str, least: u32, most: u32) -> Option<u32> {
        let given = self.text(name);
        let number = given.parse().ok().filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(name, Problem::Number { given: given.to_owned(), least, most });
        }
        number
    }

    /// At most so many of a unit of so many seconds.
    fn span(&mut self, name: &str, unit: u64, most: u32) -> Duration {
        let number = self.number(name, 0, most).unwrap_or_default();
        Duration::from_secs(u64::from(number).saturating_mul(unit))
    }

    /// Nothing limits nothing; none at all is what modes and pauses are for.
    fn limit(&mut self, name: &str) -> Option<u32> {
        if self.text(name).is_empty() { None } else { self.number(name, 1, most::LIMIT) }
    }

    fn day(&mut self, name: &str) -> Vec<Span> {
        self.spans(name, self.text(name))
    }

    fn spans(&mut self, name: &str, text: &str) -> Vec<Span> {
        let mut read = Vec::new();
        for span in written::spans(text) {
            match span {
                Ok(span) => read.push(span),
                Err(part) => self.wrong(name, Problem::Span(part.to_owned())),
            }
        }
        read
    }

    /// A date a line, followed by its hours.
    fn exceptions(&mut self) -> BTreeMap<Date, Vec<Span>> {
        let mut exceptions = BTreeMap::new();
        for line in self.text(EXCEPTIONS).lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (day, hours) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match written::date(day) {
                Some(date) => {
                    let spans = self.spans(EXCEPTIONS, hours);
                    if exceptions.insert(date, spans).is_some() {
                        self.wrong(EXCEPTIONS, Problem::Twice(day.to_owned()));
                    }
                }
                None => self.wrong(EXCEPTIONS, Problem::Date(day.to_owned())),
            }
        }
        exceptions
    }

    fn moment(&mut self, name: &str, zone: &TimeZone, now: Timestamp) -> Option<Timestamp> {
        let given = self.text(name);
        if given.is_empty() {
            return None;
        }
        let clock = given.replacen(' ', "T", 1).parse::<DateTime>();
        let at = clock.ok().and_then(|clock| zone.to_timestamp(clock).ok());
        if at.is_none() {
            self.wrong(name, Problem::Moment(given.to_owned()));
        }
        let at = at.map(|at| Timestamp::from_millis(at.as_millisecond()));
        if at.is_some_and(|at| at <= now) {
            self.wrong(name, Problem::Past(given.to_owned()));
        }
        at
    }

    /// A minute of the day; nothing is none.
    fn time(&mut self, name: &str) -> Option<u16> {
        let given = self.text(name);
        let at = written::minute(given).filter(|at| *at < 1_440);
        if at.is_none() && !given.is_empty() {
            self.wrong(name, Problem::Clock(given.to_owned()));
        }
        at
    }

    fn away_text(&mut self) -> String {
        let text = self.text(AWAY_TEXT);
        if text.is_empty() {
            self.wrong(AWAY_TEXT, Problem::NoWords);
        }
        if text.encode_utf16().count() > most::AWAY_TEXT {
            self.wrong(AWAY_TEXT, Problem::TooLong { most: most::AWAY_TEXT });
        }
        text.to_owned()
    }
}

impl Form<'_> {
    fn disclosure(&mut self) -> Disclosure {
        let told = match self.text(TOLD) {
            FIRST => Told::First,
            EACH => Told::Each,
            given => self.only_empty(TOLD, given).unwrap_or_default(),
        };
        let text = self.text(TOLD_TEXT);
        if text.encode_utf16().count() > most::DISCLOSURE_TEXT {
            self.wrong(TOLD_TEXT, Problem::TooLong { most: most::DISCLOSURE_TEXT });
        }
        Disclosure { told, text: text.to_owned() }
    }
}

/// The spans of a day as far as they can be read, to be drawn.
pub(super) fn drawn(fields: &Fields, day: usize) -> Vec<Span> {
    Form { fields, problems: Problems::new() }.day(&day_field(day))
}

/// As `datetime-local` takes it.
fn clock(at: Timestamp, zone: &TimeZone) -> String {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    zone.to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_secs(1_700_000_000);

    fn utc(_: &Policy) -> TimeZone {
        TimeZone::UTC
    }

    fn full() -> Policy {
        let mut week: [Vec<Span>; 7] = Default::default();
        week[0] = vec![Span { from: 540, to: 780 }, Span { from: 840, to: 1_080 }];
        week[4] = vec![Span { from: 1_320, to: 120 }];
        let hours = Hours {
            zone: Some("Europe/Moscow".into()),
            week: Some(week),
            exceptions: [
                (Date::constant(2026, 12, 31), vec![]),
                (Date::constant(2027, 1, 2), vec![Span { from: 0, to: 1_440 }]),
            ]
            .into(),
            away_until: Some(Timestamp::from_secs(1_800_000_000 / 60 * 60)),
            outside: Outside::Away {
                text: "я в отпуске,\nнапишу позже".into()
            },
        };
        let limits = Limits { turns_per_hour: None, ..Limits::default() };
        let saved = Saved { lines: Lines::Drafts, digest_at: Some(21 * 60 + 5) };
        Policy {
            strangers: Some(domain::Mode::Draft),
            groups: domain::Mode::Countdown,
            stand_down: StandDown { while_online: true, ..StandDown::default() },
            hours,
            limits,
            saved,
            disclosure: Some(Disclosure {
                told: Told::Each, text: "пишет двойник".into()
            }),
            aloud: Aloud::AsOwner,
            ..Policy::default()
        }
    }

    #[test]
    fn a_policy_comes_back_from_its_fields() {
        let saved = Saved { lines: Lines::Nothing, digest_at: Some(0) };
        let silent = Policy { saved, ..Policy::default() };
        for expected in [Policy::default(), full(), silent] {
            let fields = fields(&expected, &TimeZone::UTC);
            // What stands in the form is said.
            let disclosure = Some(expected.disclosure.clone().unwrap_or_default());
            assert_eq!(policy(&fields, NOW, utc), Ok(Policy { disclosure, ..expected }));
        }
    }

    #[test]
    fn everything_that_cannot_be_taken_is_told_with_its_field() {
        let mut fields = fields(&Policy::default(), &TimeZone::UTC);
        let text = |given: &str| given.to_owned();
        let number = |given: &str, least, most| Problem::Number { given: text(given), least, most };
        let cases = [
            ("day-1", "9-18, 25:00-26:00", Problem::Span(text("25:00-26:00"))),
            (EXCEPTIONS, "31.12.2026\n2027-02-30 9-12", Problem::Date(text("2027-02-30"))),
            (AWAY_UNTIL, "2020-01-01T09:00", Problem::Past(text("2020-01-01T09:00"))),
            (STRANGERS, "boss", Problem::Choice(text("boss"))),
            (OUTSIDE, "zzz", Problem::Choice(text("zzz"))),
            (WHEN, "zzz", Problem::Choice(text("zzz"))),
            (AWAY_UNTIL, "tomorrow", Problem::Moment(text("tomorrow"))),
            (DIGEST_AT, "24:00", Problem::Clock(text("24:00"))),
            (ZONE, "Europe/Nowhere", Problem::Zone(text("Europe/Nowhere"))),
            (COUNTDOWN, "-5", number("-5", 0, 3_600)),
            (COUNTDOWN, "", number("", 0, 3_600)),
            (TURNS, "0", number("0", 1, 100_000)),
            (DAY, "4294967296", number("4294967296", 1, 100_000)),
        ];
        for (field, given, problem) in cases {
            let before = fields.insert(field.to_owned(), given.to_owned());
            let problems = policy(&fields, NOW, utc).unwrap_err();
            assert_eq!(problems, Problems::from([(field.to_owned(), problem)]), "{given}");
            fields.insert(field.to_owned(), before.unwrap_or_default());
        }
        fields.insert(OUTSIDE.to_owned(), AWAY.to_owned());
        let problems = policy(&fields, NOW, utc).unwrap_err();
        assert_eq!(problems, Problems::from([(AWAY_TEXT.to_owned(), Problem::NoWords)]));
        // Telegram counts in UTF-16 units, of which these have two each.
        fields.insert(AWAY_TEXT.to_owned(), "😀".repeat(most::AWAY_TEXT / 2));
        assert!(policy(&fields, NOW, utc).is_ok());
        fields.insert(AWAY_TEXT.to_owned(), "😀".repeat(most::AWAY_TEXT / 2 + 1));
        let problems = policy(&fields, NOW, utc).unwrap_err();
        assert_eq!(
            problems,
            Problems::from([(AWAY_TEXT.to_owned(), Problem::TooLong { most: most::AWAY_TEXT })])
        );
    }
}
