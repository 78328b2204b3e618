//! `GET /statistics`: what twins and owners did, in numbers.

mod in_vain;
mod page;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use domain::Timestamp;
use domain::policy::TimeZone;
use engine::{AccountView, Stamped, Statistics, TwinEvent};
use maud::{Markup, html};
use serde::Deserialize;

use crate::Site;
use crate::enter::Here;
use crate::error::Error;
use crate::i18n::Lang;
use crate::layout::View;
use crate::stream::{Live, follow, replace, respond};
use in_vain::errors;
pub(crate) use page::{Shown, page};
use page::{chats, days, messages_chart, models, replies, tiles};

/// The spans to choose from, in days.
const SPANS: [i64; 4] = [7, 30, 90, 365];

/// What is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    days: Option<i64>,
    account: String,
}

/// `GET /statistics`
pub(crate) async fn get(
    Here(site): Here,
    view: View,
    query: Result<Query<Asked>, QueryRejection>,
) -> Result<Markup, Error> {
    let Query(asked) = query?;
    let counted = Counted::of(&site, asked).await?;
    Ok(page(&view, &counted.shown()))
}

/// `GET /statistics/events`: the numbers, live.
pub(crate) async fn events(
    Here(site): Here,
    view: View,
    query: Result<Query<Asked>, QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let Query(asked) = query?;
    let live = Numbers {
        site: Arc::clone(&site),
        lang: view.lang,
        asked,
        is_stale: AtomicBool::new(false),
    };
    Ok(respond(follow(&site, view.lang, &headers, live)).into_response())
}

/// The numbers that somebody looks at, as they are while they do.
struct Numbers {
    site: Arc<Site>,
    lang: Lang,
    asked: Asked,
    /// Whether something has happened that they do not count yet.
    is_stale: AtomicBool,
}

impl Live for Numbers {
    async fn all(&self) -> Result<Markup, Error> {
        let counted = Counted::of(&self.site, self.asked.clone()).await?;
        let (lang, shown) = (self.lang, counted.shown());
        Ok(html! {
            (replace("#tiles", tiles(lang, shown.numbers)))
            (replace("#messages-chart", messages_chart(lang, &shown)))
            (replace("#days", days(lang, &shown)))
            (replace("#replies", replies(lang, shown.numbers)))
            (replace("#chats", chats(lang, &shown)))
            (replace("#models", models(lang, &shown)))
            (replace("#voice", page::voice(lang, &shown)))
            (replace("#errors", errors(lang, &shown)))
        })
    }

    async fn change(&self, stamped: &Stamped) -> Result<Option<Markup>, Error> {
        let counts = matches!(
            stamped.event,
            TwinEvent::Message { .. }
                | TwinEvent::Deleted { .. }
                | TwinEvent::Judged { .. }
                | TwinEvent::Sent { .. }
                | TwinEvent::Failed { .. }
                | TwinEvent::ModelFailed { .. }
                | TwinEvent::NotHeard { .. }
                | TwinEvent::NotSpoken { .. }
        );
        self.is_stale.fetch_or(counts, Ordering::Relaxed);
        Ok(None)
    }

    async fn settle(&self) -> Result<Option<Markup>, Error> {
        if self.is_stale.swap(false, Ordering::Relaxed) {
            return self.all().await.map(Some);
        }
        Ok(None)
    }
}

/// What was counted for somebody.
struct Counted {
    days: i64,
    accounts: Vec<AccountView>,
    account: String,
    zone: TimeZone,
    numbers: Statistics,
}

impl Counted {
    async fn of(site: &Site, Asked { days, account }: Asked) -> Result<Self, Error> {
        let days = match days {
            None => SPANS[1],
            Some(days) if SPANS.contains(&days) => days,
            Some(_) => return Err(Error::Choice),
        };
        let accounts = site.engine.accounts().await?;
        let of = match account.as_str() {
            "" => None,
            named => {
                let is_named = |view: &&AccountView| view.account.id.to_string() == named;
                Some(accounts.iter().find(is_named).ok_or(Error::NotFound)?)
            }
        };
        let zone = of.or(accounts.first()).map(|view| site.engine.zone_of(&view.policy));
        let zone = zone.unwrap_or(TimeZone::UTC);
        let begins = begins(site.clock.now(), days, &zone);
        let numbers = site.engine.statistics(of.map(|view| view.account.id), &begins).await?;
        Ok(Self { days, accounts, account, zone, numbers })
    }

    fn shown(&self) -> Shown<'_> {
        let Self { days, accounts, account, zone, numbers } = self;
        Shown { days: *days, accounts, account, zone, numbers }
    }
}

/// When the last days begin, today the last of them, and when that ends.
fn begins(now: Timestamp, days: i64, zone: &TimeZone) -> Vec<Timestamp> {
    let today = date(now, zone);
    (1 - days..=1)
        .filter_map(|day| today.checked_add(jiff::Span::new().days(day)).ok())
        .filter_map(|day| day.to_zoned(zone.clone()).ok())
        .map(|begin| Timestamp::from_millis(begin.timestamp().as_millisecond()))
        .collect()
}

fn date(at: Timestamp, zone: &TimeZone) -> jiff::civil::Date {
    let at = jiff::Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.to_zoned(zone.clone()).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_begin_at_midnight_of_the_owner_also_where_clocks_change() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // 2026-10-26 at noon: the clocks went back the day before.
        let begins = begins(Timestamp::from_secs(1_793_012_400), 3, &zone);
        let lengths: Vec<u64> =
            begins.windows(2).map(|two| two[1].since(two[0]).as_secs() / 3_600).collect();
        assert_eq!(lengths, [24, 25, 24]);
        assert_eq!(date(begins[2], &zone).to_string(), "2026-10-26");
    }
}
