//! `[policy]`: what is allowed in accounts whose owner has not yet saved their rules on the page.
//!
//! The fields are those of [`Policy`] with their units in their names. What would let a new twin send
//! by itself is not among them: more autonomy is given on the pages, by the owner's word.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::policy::value::{AwayText, Clock, Day, DisclosureText, Limit, Spans, Whole, Zone};
use domain::policy::{self, Aloud, Lines, Told, most};
use domain::{Mode, Policy};
use serde::Deserialize;

/// The beginning of a twin.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct PolicyDefaults {
    /// The mode of chats that have none of their own.
    mode: Beginning,
    strangers: Option<Beginning>,
    groups: Option<Beginning>,
    countdown_s: Option<Whole<{ most::COUNTDOWN_S }>>,
    answer_within_hours: Option<Whole<{ most::ANSWER_WITHIN_HOURS }>>,
    stand_down: StandDown,
    hours: Hours,
    limits: Limits,
    saved_messages: SavedMessages,
    disclosure: Disclosure,
    voice: Voice,
}

/// A mode in which nothing is sent without the owner's word.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Beginning {
    Off,
    #[default]
    Watch,
    Draft,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct StandDown {
    after_writing_minutes: Option<Whole<{ most::AFTER_WRITING_MINUTES }>>,
    after_reading_s: Option<Whole<{ most::AFTER_READING_S }>>,
    while_online: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Hours {
    zone: Option<Zone>,
    week: Option<Week>,
    exceptions: BTreeMap<Day, Spans>,
    outside: Outside,
}

/// Days that are not named are closed.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Week {
    monday: Spans,
    tuesday: Spans,
    wednesday: Spans,
    thursday: Spans,
    friday: Spans,
    saturday: Spans,
    sunday: Spans,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outside {
    #[default]
    Silence,
    Draft,
    Away(AwayText),
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Limits {
    spacing_s: Option<Whole<{ most::SPACING_S }>>,
    turns_per_hour: Option<Limit>,
    messages_per_minute: Option<Limit>,
    messages_per_day_here: Option<Limit>,
    messages_per_day: Option<Limit>,
    exchanges: Option<Limit>,
    quick_s: Option<Whole<{ most::QUICK_S }>>,
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SavedMessages {
    lines: Lines,
    digest_at: Option<Clock>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Disclosure {
    told: Told,
    /// None is in the words of the house, in the language of the chat.
    text: DisclosureText,
}

/// Who begins has nothing to hide.
impl Default for Disclosure {
    fn default() -> Self {
        Self { told: Told::First, text: DisclosureText::default() }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Voice {
    answers: Aloud,
}

impl Beginning {
    fn mode(self) -> Mode {
        match self {
            Self::Off => Mode::Off,
            Self::Watch => Mode::Watch,
            Self::Draft => Mode::Draft,
        }
    }
}

impl PolicyDefaults {
    /// The mode with which an account begins.
    pub(crate) fn mode(&self) -> Mode {
        self.mode.mode()
    }

    /// What is allowed until its owner says otherwise.
    pub(crate) fn policy(&self) -> Policy {
        let of = Policy::default();
        let (stand_down, saved) = (of.stand_down, &self.saved_messages);
        Policy {
            strangers: self.strangers.map(Beginning::mode),
            groups: self.groups.map_or(of.groups, Beginning::mode),
            countdown: span(self.countdown_s, 1, of.countdown),
            answer_within: span(self.answer_within_hours, 3_600, of.answer_within),
            stand_down: policy::StandDown {
                after_writing: span(
                    self.stand_down.after_writing_minutes,
                    60,
                    stand_down.after_writing,
                ),
                after_reading: span(self.stand_down.after_reading_s, 1, stand_down.after_reading),
                while_online: self.stand_down.while_online.unwrap_or(stand_down.while_online),
            },
            hours: self.hours.policy(),
            limits: self.limits.policy(),
            saved: policy::Saved {
                lines: saved.lines,
                digest_at: saved.digest_at.map(|Clock(minute)| minute),
            },
            disclosure: Some(policy::Disclosure {
                told: self.disclosure.told,
                text: self.disclosure.text.0.clone(),
            }),
            aloud: self.voice.answers,
        }
    }
}

impl Hours {
    fn policy(&self) -> policy::Hours {
        let exceptions = &self.exceptions;
        policy::Hours {
            zone: self.zone.clone().map(|Zone(name)| name),
            week: self.week.as_ref().map(Week::days),
            exceptions: exceptions.iter().map(|(day, spans)| (day.0, spans.0.clone())).collect(),
            away_until: None,
            outside: match &self.outside {
                Outside::Silence => policy::Outside::Silence,
                Outside::Draft => policy::Outside::Draft,
                Outside::Away(AwayText(text)) => policy::Outside::Away { text: text.clone() },
            },
        }
    }
}

impl Week {
    fn days(&self) -> [Vec<policy::Span>; 7] {
        let Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = self;
        [monday, tuesday, wednesday, thursday, friday, saturday, sunday].map(|day| day.0.clone())
    }
}

impl Limits {
    fn policy(&self) -> policy::Limits {
        let of = policy::Limits::default();
        let limit = |given: Option<Limit>, default| given.map_or(default, |Limit(most)| most);
        policy::Limits {
            spacing: span(self.spacing_s, 1, of.spacing),
            turns_per_hour: limit(self.turns_per_hour, of.turns_per_hour),
            messages_per_minute: limit(self.messages_per_minute, of.messages_per_minute),
            messages_per_day_here: limit(self.messages_per_day_here, of.messages_per_day_here),
            messages_per_day: limit(self.messages_per_day, of.messages_per_day),
            exchanges: limit(self.exchanges, of.exchanges),
            quick: span(self.quick_s, 1, of.quick),
        }
    }
}

/// So many of a unit of so many seconds.
fn span<const MOST: u32>(given: Option<Whole<MOST>>, unit: u64, default: Duration) -> Duration {
    given.map_or(default, |Whole(count)| Duration::from_secs(u64::from(count) * unit))
}

#[cfg(test)]
mod tests {
    use figment::Figment;
    use figment::providers::{Format, Toml};

    use super::*;

    fn read(toml: &str) -> PolicyDefaults {
        Figment::from(Toml::string(toml)).extract().unwrap()
    }

    #[test]
    fn nothing_said_is_what_the_program_does_by_itself() {
        let disclosure = policy::Disclosure { told: Told::First, text: String::new() };
        let begins = Policy { disclosure: Some(disclosure), ..Policy::default() };
        assert_eq!(read("").policy(), begins);
        assert_eq!(read("").mode(), Mode::Watch);
        assert_eq!(read("[hours]\n[limits]\n[stand_down]").policy(), begins);
        assert_eq!(
            read("[disclosure]\ntold = \"never\"").policy().disclosure.unwrap().told,
            Told::Never
        );
    }

    #[test]
    fn all_that_can_be_said_is_heard() {
        let said = r#"
            mode = "draft"
            strangers = "off"
            groups = "watch"
            countdown_s = 90
            answer_within_hours = 3
            [stand_down]
            after_writing_minutes = 45
            after_reading_s = 5
            while_online = true
            [hours]
            zone = "Europe/Moscow"
            week = { monday = "9-13, 14:00–18:30", sunday = "22-2" }
            exceptions = { 2026-12-31 = "", 02.01.2027 = "12-18" }
            outside = { away = "напишу завтра" }
            [limits]
            spacing_s = 4
            turns_per_hour = "none"
            messages_per_minute = 5
            messages_per_day_here = 6
            messages_per_day = 7
            exchanges = 8
            quick_s = 9
            [saved_messages]
            lines = "drafts"
            digest_at = "21:05"
            [disclosure]
            told = "each"
            text = " пишет двойник "
            [voice]
            answers = "mirror"
        "#
        .replace("02.01.2027", "\"02.01.2027\"");
        let said = read(&said);
        assert_eq!(said.mode(), Mode::Draft);
        let seconds = Duration::from_secs;
        let span = |from, to| policy::Span { from, to };
        let mut week: [Vec<policy::Span>; 7] = Default::default();
        week[0] = vec![span(540, 780), span(840, 1_110)];
        week[6] = vec![span(1_320, 120)];
        let exceptions = [
            (policy::Date::constant(2026, 12, 31), vec![]),
            (policy::Date::constant(2027, 1, 2), vec![span(720, 1_080)]),
        ];
        let expected = Policy {
            strangers: Some(Mode::Off),
            groups: Mode::Watch,
            countdown: seconds(90),
            answer_within: seconds(3 * 3_600),
            stand_down: policy::StandDown {
                after_writing: seconds(45 * 60),
                after_reading: seconds(5),
                while_online: true,
            },
            hours: policy::Hours {
                zone: Some("Europe/Moscow".to_owned()),
                week: Some(week),
                exceptions: exceptions.into(),
                away_until: None,
                outside: policy::Outside::Away { text: "напишу завтра".to_owned() },
            },
            limits: policy::Limits {
                spacing: seconds(4),
                turns_per_hour: None,
                messages_per_minute: Some(5),
                messages_per_day_here: Some(6),
                messages_per_day: Some(7),
                exchanges: Some(8),
                quick: seconds(9),
            },
            saved: policy::Saved { lines: Lines::Drafts, digest_at: Some(21 * 60 + 5) },
            disclosure: Some(policy::Disclosure {
                told: Told::Each,
                text: "пишет двойник".to_owned(),
            }),
            aloud: Aloud::Mirror,
        };
        assert_eq!(said.policy(), expected);
    }
}
