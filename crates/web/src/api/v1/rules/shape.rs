//! Rules as programs read and write them: the names and units of `[policy]` in the settings file, which
//! README tells of.

use std::collections::BTreeMap;
use std::time::Duration;

use domain::policy::value::{AwayText, Clock, Day, DisclosureText, Limit, Spans, Whole, Zone};
use domain::policy::{self, Aloud, Lines, Told, most};
use domain::{Policy, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::schemas::{limit_schema, outside_schema};
use crate::api::shapes::{Millis, ModeName};

/// What the owner allows in an account.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rules, example = json!({
    "strangers": "draft",
    "groups": "off",
    "countdown_s": 60,
    "answer_within_hours": 12,
    "stand_down": {"after_writing_minutes": 30, "after_reading_s": 30, "while_online": false},
    "hours": {
        "zone": "Europe/Moscow",
        "week": {
            "monday": "9-13, 14-18:30", "tuesday": "9-18", "wednesday": "9-18", "thursday": "9-18",
            "friday": "9-16", "saturday": "", "sunday": ""
        },
        "exceptions": {"2026-12-31": "", "2027-01-02": "12-18"},
        "away_until": null,
        "outside": {"away": "I am away and will write tomorrow"}
    },
    "limits": {
        "spacing_s": 3, "turns_per_hour": 8, "messages_per_minute": 20, "messages_per_day_here": 60,
        "messages_per_day": "none", "exchanges": 4, "quick_s": 20
    },
    "saved_messages": {"lines": "questions", "digest_at": "21:00"},
    "disclosure": {"told": "first", "text": ""},
    "voice": {"answers": "mirror"}
}))]
pub(in crate::api::v1) struct RulesShape {
    /// The mode of chats with people who are not contacts; null is that of all others.
    #[serde(deserialize_with = "present")]
    #[schema(required = true)]
    strangers: Option<ModeName>,
    /// The mode of groups.
    groups: ModeName,
    /// How long a reply is shown before it is sent, in seconds.
    #[schema(value_type = u32, maximum = 3600)]
    countdown_s: Whole<{ most::COUNTDOWN_S }>,
    /// What is older, in hours, is not answered.
    #[schema(value_type = u32, maximum = 744)]
    answer_within_hours: Whole<{ most::ANSWER_WITHIN_HOURS }>,
    /// How long the twin keeps out where the owner is.
    #[schema(inline)]
    stand_down: StandDown,
    /// When the twin may write.
    #[schema(inline)]
    hours: Hours,
    /// How much it may send by itself.
    #[schema(inline)]
    limits: Limits,
    /// What it writes in the owner's Saved Messages.
    #[schema(inline)]
    saved_messages: SavedMessages,
    /// Telling the other side that a twin writes.
    #[schema(inline)]
    disclosure: Disclosure,
    /// Whether replies are spoken.
    #[schema(inline)]
    voice: Voice,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StandDown {
    /// After the owner wrote in the chat, in minutes.
    #[schema(value_type = u32, maximum = 1440)]
    after_writing_minutes: Whole<{ most::AFTER_WRITING_MINUTES }>,
    /// After the owner read the chat, in seconds.
    #[schema(value_type = u32, maximum = 3600)]
    after_reading_s: Whole<{ most::AFTER_READING_S }>,
    /// Whether everything waits while the owner is online elsewhere.
    while_online: bool,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Hours {
    /// The IANA name of the time zone, such as `Europe/Moscow`; null is the server's.
    #[serde(deserialize_with = "present")]
    #[schema(required = true, value_type = Option<String>)]
    zone: Option<Zone>,
    /// The hours of each day; null is always.
    #[serde(deserialize_with = "present")]
    #[schema(required = true, inline)]
    week: Option<Week>,
    /// Dates with hours of their own: `""` closes the day.
    #[schema(value_type = BTreeMap<String, String>)]
    exceptions: BTreeMap<Day, Spans>,
    /// The owner is away until this moment, whatever the hours. One that has passed is as null.
    #[serde(deserialize_with = "present")]
    #[schema(required = true, value_type = Option<i64>)]
    away_until: Option<Millis>,
    /// What is done outside the hours: `silence`, `draft`, or to say so once in the owner's words:
    /// `{"away": "…"}`.
    #[schema(schema_with = outside_schema)]
    outside: Outside,
}

/// Such as `9-13, 14-18:30` or `22-2`; days that are left out are closed.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct Week {
    #[schema(value_type = String)]
    monday: Spans,
    #[schema(value_type = String)]
    tuesday: Spans,
    #[schema(value_type = String)]
    wednesday: Spans,
    #[schema(value_type = String)]
    thursday: Spans,
    #[schema(value_type = String)]
    friday: Spans,
    #[schema(value_type = String)]
    saturday: Spans,
    #[schema(value_type = String)]
    sunday: Spans,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Outside {
    Silence,
    Draft,
    Away(AwayText),
}

/// Each is a number, or `none`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Limits {
    /// The least time between two messages in a chat, in seconds.
    #[schema(value_type = u32, maximum = 3600)]
    spacing_s: Whole<{ most::SPACING_S }>,
    /// In a chat.
    #[schema(schema_with = limit_schema)]
    turns_per_hour: Limit,
    /// In all chats.
    #[schema(schema_with = limit_schema)]
    messages_per_minute: Limit,
    /// In a chat.
    #[schema(schema_with = limit_schema)]
    messages_per_day_here: Limit,
    /// In all chats.
    #[schema(schema_with = limit_schema)]
    messages_per_day: Limit,
    /// After so many quick exchanges the twin stops.
    #[schema(schema_with = limit_schema)]
    exchanges: Limit,
    /// Within how many seconds an answer is quick.
    #[schema(value_type = u32, maximum = 3600)]
    quick_s: Whole<{ most::QUICK_S }>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SavedMessages {
    /// `nothing`, `questions` or `drafts` (too).
    #[schema(value_type = String, pattern = "^(nothing|questions|drafts)$")]
    lines: Lines,
    /// When it tells what the day brought, such as `21:00`; null is never.
    #[serde(deserialize_with = "present")]
    #[schema(required = true, value_type = Option<String>)]
    digest_at: Option<Clock>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Disclosure {
    /// `never`, in the `first` reply that the twin sends by itself in a chat, or in `each`.
    #[schema(value_type = String, pattern = "^(never|first|each)$")]
    told: Told,
    /// The owner's words for it, at most 300 characters; empty is in the house's own, in the language of
    /// the chat.
    #[schema(value_type = String, max_length = 300)]
    text: DisclosureText,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Voice {
    /// `never`, `mirror` (a voice note is answered by one), `as_owner` (as often as the owner speaks to
    /// this person) or `always`; where there is no voice to speak with, replies are written.
    #[schema(value_type = String, pattern = "^(never|mirror|as_owner|always)$")]
    answers: Aloud,
}

/// A field that may be null and may not be missing.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

/// How many of a unit of so many seconds a span has, as the page shows it.
fn count<const MOST: u32>(span: Duration, unit: u64) -> Whole<MOST> {
    Whole(u32::try_from(span.as_secs().div_ceil(unit)).unwrap_or(MOST).min(MOST))
}

fn span<const MOST: u32>(Whole(count): Whole<MOST>, unit: u64) -> Duration {
    Duration::from_secs(u64::from(count) * unit)
}

const MINUTE_S: u64 = 60;
const HOUR_S: u64 = 3_600;

impl RulesShape {
    /// A policy as it is told at a moment: an absence that is over is told no more.
    pub(super) fn of(policy: Policy, now: Timestamp) -> Self {
        let Policy {
            strangers,
            groups,
            countdown,
            answer_within,
            stand_down,
            hours,
            limits,
            saved,
            disclosure,
            aloud,
        } = policy;
        Self {
            strangers: strangers.map(Into::into),
            groups: groups.into(),
            countdown_s: count(countdown, 1),
            answer_within_hours: count(answer_within, HOUR_S),
            stand_down: StandDown {
                after_writing_minutes: count(stand_down.after_writing, MINUTE_S),
                after_reading_s: count(stand_down.after_reading, 1),
                while_online: stand_down.while_online,
            },
            hours: Hours::of(hours, now),
            limits: Limits {
                spacing_s: count(limits.spacing, 1),
                turns_per_hour: Limit(limits.turns_per_hour),
                messages_per_minute: Limit(limits.messages_per_minute),
                messages_per_day_here: Limit(limits.messages_per_day_here),
                messages_per_day: Limit(limits.messages_per_day),
                exchanges: Limit(limits.exchanges),
                quick_s: count(limits.quick, 1),
            },
            saved_messages: SavedMessages {
                lines: saved.lines,
                digest_at: saved.digest_at.map(Clock),
            },
            disclosure: Disclosure::of(disclosure.unwrap_or_default()),
            voice: Voice { answers: aloud },
        }
    }

    /// The policy that is meant.
    pub(super) fn policy(self, now: Timestamp) -> Policy {
        let Self { stand_down, limits, saved_messages, .. } = self;
        Policy {
            strangers: self.strangers.map(Into::into),
            groups: self.groups.into(),
            countdown: span(self.countdown_s, 1),
            answer_within: span(self.answer_within_hours, HOUR_S),
            stand_down: policy::StandDown {
                after_writing: span(stand_down.after_writing_minutes, MINUTE_S),
                after_reading: span(stand_down.after_reading_s, 1),
                while_online: stand_down.while_online,
            },
            hours: self.hours.policy(now),
            limits: policy::Limits {
                spacing: span(limits.spacing_s, 1),
                turns_per_hour: limits.turns_per_hour.0,
                messages_per_minute: limits.messages_per_minute.0,
                messages_per_day_here: limits.messages_per_day_here.0,
                messages_per_day: limits.messages_per_day.0,
                exchanges: limits.exchanges.0,
                quick: span(limits.quick_s, 1),
            },
            saved: policy::Saved {
                lines: saved_messages.lines,
                digest_at: saved_messages.digest_at.map(|Clock(minute)| minute),
            },
            disclosure: Some(policy::Disclosure {
                told: self.disclosure.told,
                text: self.disclosure.text.0,
            }),
            aloud: self.voice.answers,
        }
    }

    /// Whether the twin could never write, which is what modes and pauses are for.
    pub(super) fn has_no_hours(&self) -> bool {
        let Hours { week: Some(week), exceptions, .. } = &self.hours else { return false };
        let mut days = week.days().into_iter().chain(exceptions.values());
        days.all(|day| day.0.is_empty())
    }
}

impl Disclosure {
    fn of(policy::Disclosure { told, text }: policy::Disclosure) -> Self {
        Self { told, text: DisclosureText(text) }
    }
}

impl Hours {
    fn of(hours: policy::Hours, now: Timestamp) -> Self {
        let exceptions = hours.exceptions.into_iter();
        Self {
            zone: hours.zone.map(Zone),
            week: hours.week.map(Week::of),
            exceptions: exceptions.map(|(day, spans)| (Day(day), Spans(spans))).collect(),
            away_until: hours.away_until.filter(|at| *at > now).map(Timestamp::as_millis),
            outside: match hours.outside {
                policy::Outside::Silence => Outside::Silence,
                policy::Outside::Draft => Outside::Draft,
                policy::Outside::Away { text } => Outside::Away(AwayText(text)),
            },
        }
    }

    fn policy(self, now: Timestamp) -> policy::Hours {
        let exceptions = self.exceptions.into_iter();
        policy::Hours {
            zone: self.zone.map(|Zone(name)| name),
            week: self.week.map(|week| week.days().map(|day| day.0.clone())),
            exceptions: exceptions.map(|(day, spans)| (day.0, spans.0)).collect(),
            away_until: self.away_until.map(Timestamp::from_millis).filter(|at| *at > now),
            outside: match self.outside {
                Outside::Silence => policy::Outside::Silence,
                Outside::Draft => policy::Outside::Draft,
                Outside::Away(AwayText(text)) => policy::Outside::Away { text },
            },
        }
    }
}

impl Week {
    fn of(days: [Vec<policy::Span>; 7]) -> Self {
        let [monday, tuesday, wednesday, thursday, friday, saturday, sunday] = days.map(Spans);
        Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday }
    }

    fn days(&self) -> [&Spans; 7] {
        let Self { monday, tuesday, wednesday, thursday, friday, saturday, sunday } = self;
        [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    }
}
