//! The hours against a clock that is read minute by minute.

use jiff::tz::TimeZone;
use proptest::prelude::*;

use super::*;

const MINUTE: i64 = 60_000;

/// Zones whose clocks are set at different hours, by an hour or a half, at midnight, or never.
const ZONES: [&str; 7] = [
    "Europe/Berlin",
    "Europe/Moscow",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(text: &str, zone: &TimeZone) -> Timestamp {
    let clock: DateTime = text.parse().unwrap();
    moment(zone.to_timestamp(clock).unwrap())
}

fn span(from: u16, to: u16) -> Span {
    Span { from, to }
}

fn every_day(spans: &[Span]) -> Hours {
    Hours { week: Some(std::array::from_fn(|_| spans.to_vec())), ..Hours::default() }
}

/// What the wall clock shows in every quarter of an hour, by arithmetic: all zones set their clocks at
/// a full quarter of UTC in these years.
struct Clock {
    first: i64,
    /// The offset from UTC of every quarter, in minutes.
    offsets: Vec<i64>,
}

impl Clock {
    fn new(zone: &TimeZone, first: i64, days: i64) -> Self {
        let quarters = (0..(days + 20) * 96).map(|quarter| first + quarter * 15 * MINUTE);
        let offset = |at| i64::from(zone.to_offset(instant(Timestamp::from_millis(at))).seconds());
        Self { first, offsets: quarters.map(|at| offset(at) / 60).collect() }
    }

    /// The day, counted from 1970, and the minute of it.
    fn shows(&self, at: i64) -> (i64, u16) {
        let quarter = usize::try_from((at - self.first) / (15 * MINUTE)).unwrap();
        let minutes = at / MINUTE + self.offsets[quarter];
        (minutes.div_euclid(1_440), u16::try_from(minutes.rem_euclid(1_440)).unwrap())
    }
}

/// The spans of every day from the one before `first` on.
fn days(hours: &Hours, first: Date, count: i64) -> Vec<Vec<Span>> {
    let week = hours.week.as_ref().unwrap();
    // 1970 began on a Thursday.
    let epoch = Date::constant(1970, 1, 1);
    let weekday = |day: Date| (day - epoch).get_days() + 3;
    let days = first.yesterday().unwrap().series(jiff::ToSpan::day(1));
    let days = days.take(usize::try_from(count).unwrap());
    days.map(|day| {
        let of_week = &week[usize::try_from(weekday(day).rem_euclid(7)).unwrap()];
        hours.exceptions.get(&day).unwrap_or(of_week).clone()
    })
    .collect()
}

/// Whether a minute of a day is open, where `days` begin with the day before.
fn is_open(days: &[Vec<Span>], minute: u16) -> bool {
    let today = days[1]
        .iter()
        .any(|span| minute >= span.from && (minute < span.to || span.to <= span.from));
    today || days[0].iter().any(|span| span.to <= span.from && minute < span.to)
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    // Often where clocks are set.
    let minute = prop_oneof![0..240_u16, 0..1_440_u16, Just(0_u16), Just(120), Just(180)];
    let span = (minute.clone(), prop_oneof![minute, Just(1_440)]);
    proptest::collection::vec(span.prop_map(|(from, to)| Span { from, to }), 0..3)
}

fn any_hours() -> impl Strategy<Value = Hours> {
    let week = proptest::array::uniform7(any_spans());
    let exceptions = proptest::collection::btree_map(0_i64..730, any_spans(), 0..20);
    (week, exceptions).prop_map(|(week, exceptions)| {
        let first = Date::constant(2026, 1, 1);
        let date = |day| first.checked_add(jiff::ToSpan::days(day)).unwrap();
        let exceptions = exceptions.into_iter().map(|(day, spans)| (date(day), spans)).collect();
        Hours { week: Some(week), exceptions, ..Hours::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3, ..ProptestConfig::default() })]

    /// Through two years: between two turns that the hours tell, every minute is as they say, and at
    /// each of them it changes.
    #[test]
    fn every_minute_is_as_the_wall_clock_says(hours in any_hours()) {
        for name in ZONES {
            let zone = zone(name);
            let first = at("2026-01-02T00:00", &TimeZone::UTC).as_millis();
            let clock = Clock::new(&zone, first, 730);
            // The wall clock may show the day before.
            let days = days(&hours, Date::constant(2026, 1, 1), 740);
            let before = first / (1_440 * MINUTE) - 1;
            let is_open = |at| {
                let (day, minute) = clock.shows(at);
                is_open(&days[usize::try_from(day - before).unwrap()..], minute)
            };
            let (mut now, end) = (first, first + 730 * 1_440 * MINUTE);
            while now < end {
                let (open, until) = match hours.at(Timestamp::from_millis(now), &zone) {
                    HoursNow::Open { until } => (true, until),
                    HoursNow::Closed { until } => (false, until),
                };
                let turn = until.map_or(end, |until| until.as_millis().min(end));
                prop_assert!(turn > now && (turn - now) % MINUTE == 0);
                let mut minute = now;
                while minute < turn {
                    prop_assert_eq!(is_open(minute), open, "{} {}", name, minute);
                    minute += MINUTE;
                }
                if turn < end {
                    prop_assert_eq!(is_open(turn), !open, "{} {}", name, turn);
                }
                now = turn;
            }
        }
    }
}

#[test]
fn without_a_week_it_is_always_open() {
    let now = Timestamp::from_secs(1_800_000_000);
    assert_eq!(Hours::default().at(now, &TimeZone::UTC), HoursNow::Open { until: None });
}

#[test]
fn an_empty_week_never_opens() {
    let now = Timestamp::from_secs(1_800_000_000);
    assert_eq!(every_day(&[]).at(now, &TimeZone::UTC), HoursNow::Closed { until: None });
}

#[test]
fn a_span_past_midnight_belongs_to_the_day_on_which_it_begins() {
    let utc = TimeZone::UTC;
    let mut hours = every_day(&[]);
    // Friday evening.
    hours.week.as_mut().unwrap()[4] = vec![span(22 * 60, 120)];
    let saturday = at("2026-11-28T01:00", &utc);
    let until = Some(at("2026-11-28T02:00", &utc));
    assert_eq!(hours.at(saturday, &utc), HoursNow::Open { until });
    hours.exceptions.insert(Date::constant(2026, 11, 27), vec![]);
    let until = Some(at("2026-12-04T22:00", &utc));
    assert_eq!(hours.at(saturday, &utc), HoursNow::Closed { until });
}

#[test]
fn an_hour_that_is_left_out_is_not_missed_and_one_that_comes_twice_is_open_twice() {
    let berlin = zone("Europe/Berlin");
    let hours = every_day(&[span(150, 240)]);
    let spring = at("2026-03-29T01:59", &berlin);
    let until = Some(at("2026-03-29T03:00", &berlin));
    assert_eq!(hours.at(spring, &berlin), HoursNow::Closed { until });
    // 02:30 to 02:45, once in summer time and an hour later in winter time.
    let hours = every_day(&[span(150, 165)]);
    let mut now = at("2026-10-25T00:00", &berlin);
    let mut open = Vec::new();
    for _ in 0..4 {
        now = match hours.at(now, &berlin) {
            HoursNow::Closed { until } => until.unwrap(),
            HoursNow::Open { until } => {
                open.push(until.unwrap().since(now));
                until.unwrap()
            }
        };
    }
    assert_eq!(open, [Duration::from_secs(15 * 60); 2]);
}

#[test]
fn an_absence_ends_when_its_hours_begin_and_is_one_absence_until_then() {
    let utc = TimeZone::UTC;
    let back = at("2026-12-01T20:00", &utc);
    let hours = Hours { away_until: Some(back), ..every_day(&[span(9 * 60, 18 * 60)]) };
    let monday = at("2026-11-30T10:00", &utc);
    let opens = at("2026-12-02T09:00", &utc);
    assert_eq!(hours.at(monday, &utc), HoursNow::Closed { until: Some(opens) });
    assert!(hours.is_same_absence(monday, at("2026-12-02T08:59", &utc), &utc));
    assert!(!hours.is_same_absence(monday, opens, &utc));
    assert!(!hours.is_same_absence(opens, at("2026-12-02T19:00", &utc), &utc));
    assert!(!hours.is_same_absence(monday, at("2026-12-02T19:00", &utc), &utc));
}

#[test]
fn old_json_keeps_its_meaning() {
    let hours: Hours = serde_json::from_str("{}").unwrap();
    assert_eq!(hours, Hours::default());
    let text = r#"{"week":[[{"from":540,"to":1080}],[],[],[],[],[],[]],
        "exceptions":{"2026-12-31":[]},"outside":{"do":"away","text":"я в отпуске"},"later":1}"#;
    let hours: Hours = serde_json::from_str(text).unwrap();
    assert_eq!(hours.exceptions.len(), 1);
    assert_eq!(hours.outside, Outside::Away { text: "я в отпуске".into() });
    let again = serde_json::to_string(&hours).unwrap();
    assert_eq!(serde_json::from_str::<Hours>(&again).unwrap(), hours);
}
