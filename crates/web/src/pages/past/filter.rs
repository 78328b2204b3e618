//! Which messages a person wants to see, as their browser asks for them.

use std::fmt::Write as _;

use domain::policy::TimeZone;
use domain::{PeerId, Timestamp};
use engine::{AccountView, Engine, Search, Wanted};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::api::{AuthorName, Cursor, KindName};
use crate::error::encoded;
use crate::parts::mode;

/// The longest search, in characters.
const LONGEST: usize = 1_000;

/// What a person has filled in: everything may be left empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct Filter {
    /// The words.
    pub(crate) q: String,
    pub(crate) account: String,
    pub(crate) chat: String,
    /// The first day, `2026-11-26`.
    pub(crate) from: String,
    /// The last day.
    pub(crate) to: String,
    /// `other`, `owner` or `twin`.
    pub(crate) by: String,
    /// `text`, `voice`, `sticker`, `media` or `service`.
    pub(crate) kind: String,
    /// What the twin was allowed when it sent it.
    pub(crate) mode: String,
    /// What the page stands after.
    pub(crate) after: String,
}

/// What of a filter cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The words are too many.
    Long,
    /// A day is none, or the last is before the first.
    Days,
    /// No such account, chat, author, kind, mode or place.
    Other,
}

impl Filter {
    /// What the engine is to look for. Days are those of the account's time zone.
    pub(crate) fn search(
        &self,
        engine: &Engine,
        accounts: &[AccountView],
        is_typing: bool,
        limit: usize,
    ) -> Result<Search, Wrong> {
        if self.q.chars().count() > LONGEST {
            return Err(Wrong::Long);
        }
        let of = match self.account.as_str() {
            "" => None,
            named => {
                let is_named = |view: &&AccountView| view.account.id.to_string() == named;
                Some(accounts.iter().find(is_named).ok_or(Wrong::Other)?)
            }
        };
        let zone = of.or(accounts.first()).map(|view| engine.zone_of(&view.policy));
        let (from, until) = self.days(&zone.unwrap_or(TimeZone::UTC))?;
        Ok(Search {
            wanted: Wanted::new(&self.q, is_typing),
            account: of.map(|view| view.account.id),
            chat: read(&self.chat, |text| text.parse().ok().map(PeerId))?,
            from,
            until,
            author: read(&self.by, |name| named::<AuthorName>(name).map(Into::into))?,
            kind: read(&self.kind, |name| named::<KindName>(name).map(Into::into))?,
            mode: read(&self.mode, mode::from_code)?,
            after: read(&self.after, |text| text.parse().ok().map(|Cursor(place)| place))?,
            limit,
        })
    }

    /// From when on, and before when.
    fn days(&self, zone: &TimeZone) -> Result<(Option<Timestamp>, Option<Timestamp>), Wrong> {
        let day = |text: &str| match text {
            "" => Ok(None),
            text => text.parse::<jiff::civil::Date>().map(Some).map_err(|_| Wrong::Days),
        };
        let begin = |day: jiff::civil::Date| {
            let at = day.to_zoned(zone.clone()).map_err(|_| Wrong::Days)?;
            Ok(Timestamp::from_millis(at.timestamp().as_millisecond()))
        };
        let (first, last) = (day(&self.from)?, day(&self.to)?);
        if first.zip(last).is_some_and(|(first, last)| first > last) {
            return Err(Wrong::Days);
        }
        let next = last.map(|last| last.tomorrow().map_err(|_| Wrong::Days)).transpose()?;
        Ok((first.map(begin).transpose()?, next.map(begin).transpose()?))
    }

    /// Whether anything beside the words is chosen.
    pub(crate) fn is_narrow(&self) -> bool {
        [&self.account, &self.chat, &self.from, &self.to, &self.by, &self.kind, &self.mode]
            .into_iter()
            .any(|value| !value.is_empty())
    }

    /// Its fields that are filled in, by name, without the place.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = [
            ("q", self.q.as_str()),
            ("account", &self.account),
            ("chat", &self.chat),
            ("from", &self.from),
            ("to", &self.to),
            ("by", &self.by),
            ("kind", &self.kind),
            ("mode", &self.mode),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty())
    }

    /// The address of a page for it, with one more field, if that has a value.
    pub(crate) fn address(&self, path: &str, (name, value): (&'static str, &str)) -> String {
        let mut address = path.to_owned();
        let more = Some((name, value)).filter(|(_, value)| !value.is_empty());
        for (number, (name, value)) in self.fields().chain(more).enumerate() {
            let sign = if number == 0 { '?' } else { '&' };
            // Writing to a string never fails.
            let _ = write!(address, "{sign}{name}={}", encoded(value));
        }
        address
    }
}

fn read<T>(text: &str, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, Wrong> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some).ok_or(Wrong::Other) }
}

/// What has a name in the API is called so here too.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(name.into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: &str, to: &str) -> Result<(Option<Timestamp>, Option<Timestamp>), Wrong> {
        let filter = Filter { from: from.into(), to: to.into(), ..Filter::default() };
        filter.days(&TimeZone::fixed(jiff::tz::offset(3)))
    }

    #[test]
    fn the_last_day_is_a_whole_one_of_the_owners_zone() {
        let (from, until) = days("2026-11-26", "2026-11-26").unwrap();
        let (from, until) = (from.unwrap(), until.unwrap());
        assert_eq!(from, Timestamp::from_secs(1_795_640_400));
        assert_eq!(until.since(from).as_secs(), 86_400);
        assert_eq!(days("", ""), Ok((None, None)));
    }

    #[test]
    fn days_that_are_none_are_refused() {
        for (from, to) in [("26.11.2026", ""), ("", "2026-02-30"), ("2026-11-27", "2026-11-26")] {
            assert_eq!(days(from, to), Err(Wrong::Days), "{from} {to}");
        }
    }

    #[test]
    fn an_address_holds_what_is_filled_in() {
        let filter = Filter {
            q: "кофе & \"чай\"".into(),
            by: "twin".into(),
            after: "x".into(),
            ..Filter::default()
        };
        assert_eq!(
            filter.address("/history", ("after", "1.2")),
            "/history?q=%D0%BA%D0%BE%D1%84%D0%B5%20%26%20%22%D1%87%D0%B0%D0%B9%22&by=twin&after=1.2"
        );
        assert_eq!(Filter::default().address("/history", ("after", "")), "/history");
    }
}
