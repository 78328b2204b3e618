//! What may stand in a rule that is written down, in a file of settings or in a body of the API, beside
//! what TOML and JSON have themselves. Whatever else stands there is an error of which [`Needed`] says
//! what belongs there; the words of that are made where people read them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::{Serialize, Serializer};

use super::{Date, Span, TimeZone, most, written};

/// What belongs in a setting. As text it is a word of its own, by which it is known again in an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// A whole number from 0 to this.
    UpTo(u32),
    /// A whole number from 1 to this, or `none`.
    LimitUpTo(u32),
    /// Hours of a day.
    Spans,
    /// A time of day.
    Clock,
    /// A date.
    Day,
    /// The name of a time zone.
    Zone,
    /// What is said to people, at most so long.
    Words(usize),
}

impl fmt::Display for Needed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UpTo(most) => write!(f, "needed-up-to {most}"),
            Self::LimitUpTo(most) => write!(f, "needed-limit {most}"),
            Self::Spans => f.write_str("needed-spans"),
            Self::Clock => f.write_str("needed-clock"),
            Self::Day => f.write_str("needed-day"),
            Self::Zone => f.write_str("needed-zone"),
            Self::Words(most) => write!(f, "needed-words {most}"),
        }
    }
}

impl Needed {
    /// What an error said that is needed, if it was one of these.
    pub fn of(said: &str) -> Option<Self> {
        let (word, most) = said.split_once(' ').unwrap_or((said, "0"));
        Some(match word {
            "needed-up-to" => Self::UpTo(most.parse().ok()?),
            "needed-limit" => Self::LimitUpTo(most.parse().ok()?),
            "needed-spans" => Self::Spans,
            "needed-clock" => Self::Clock,
            "needed-day" => Self::Day,
            "needed-zone" => Self::Zone,
            "needed-words" => Self::Words(most.parse().ok()?),
            _ => return None,
        })
    }
}

/// A whole number from 0 to `MOST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Whole<const MOST: u32>(pub u32);

/// A limit, or that there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Option<u32>);

/// Hours of a day; none closes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spans(pub Vec<Span>);

/// A minute of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock(pub u16);

/// A date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub Date);

/// The IANA name of a time zone that is known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Zone(pub String);

/// The owner's words for their absence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AwayText(pub String);

/// The owner's words for that a twin writes; none says it in the house's, in the language of the chat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DisclosureText(pub String);

/// Reads a text or a whole number, and wants something of it.
struct Reader<F> {
    needed: Needed,
    read: F,
}

/// What stands there.
enum Given<'a> {
    Text(&'a str),
    Number(u64),
}

impl<T, F: FnOnce(Given<'_>) -> Option<T>> Visitor<'_> for Reader<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.needed)
    }

    fn visit_str<E: Error>(self, given: &str) -> Result<T, E> {
        let Self { needed, read } = self;
        let wrong = || E::invalid_value(Unexpected::Str(given), &needed.to_string().as_str());
        read(Given::Text(given)).ok_or_else(wrong)
    }

    fn visit_u64<E: Error>(self, given: u64) -> Result<T, E> {
        let Self { needed, read } = self;
        let wrong = || E::invalid_value(Unexpected::Unsigned(given), &needed.to_string().as_str());
        read(Given::Number(given)).ok_or_else(wrong)
    }

    fn visit_i64<E: Error>(self, given: i64) -> Result<T, E> {
        match u64::try_from(given) {
            Ok(given) => self.visit_u64(given),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(given), &self)),
        }
    }
}

/// Reads a setting that is a text.
fn text<'de, T, D: Deserializer<'de>>(
    from: D,
    needed: Needed,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let read = |given: Given<'_>| match given {
        Given::Text(text) => read(text.trim()),
        Given::Number(_) => None,
    };
    from.deserialize_any(Reader { needed, read })
}

impl<'de, const MOST: u32> Deserialize<'de> for Whole<MOST> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = |given: Given<'_>| match given {
            Given::Number(number) => {
                u32::try_from(number).ok().filter(|number| *number <= MOST).map(Self)
            }
            Given::Text(_) => None,
        };
        from.deserialize_any(Reader { needed: Needed::UpTo(MOST), read })
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let read = |given: Given<'_>| match given {
            Given::Number(number) => {
                let number = u32::try_from(number).ok()?;
                (1..=most::LIMIT).contains(&number).then_some(Self(Some(number)))
            }
            Given::Text(text) => (text == NONE).then_some(Self(None)),
        };
        from.deserialize_any(Reader { needed: Needed::LimitUpTo(most::LIMIT), read })
    }
}

impl<'de> Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Spans, |given| {
            written::spans(given).collect::<Result<_, _>>().ok().map(Self)
        })
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Clock, |given| {
            written::minute(given).filter(|minute| *minute < 1_440).map(Self)
        })
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Day, |given| written::date(given).map(Self))
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Zone, |given| {
            TimeZone::get(given).is_ok().then(|| Self(given.to_owned()))
        })
    }
}

impl<'de> Deserialize<'de> for AwayText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Words(most::AWAY_TEXT), |given| {
            let fits = (1..=most::AWAY_TEXT).contains(&given.encode_utf16().count());
            fits.then(|| Self(given.to_owned()))
        })
    }
}

impl<'de> Deserialize<'de> for DisclosureText {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        text(from, Needed::Words(most::DISCLOSURE_TEXT), |given| {
            let fits = given.encode_utf16().count() <= most::DISCLOSURE_TEXT;
            fits.then(|| Self(given.to_owned()))
        })
    }
}

/// How a limit is written that there is none of.
const NONE: &str = "none";

impl Serialize for Limit {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Some(most) => to.serialize_u32(most),
            None => to.serialize_str(NONE),
        }
    }
}

impl Serialize for Spans {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&written::of_spans(&self.0))
    }
}

impl Serialize for Clock {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&written::of_minute(self.0))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}
