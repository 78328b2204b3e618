//! The budget of a day: what was spent, and when to stop.

use std::time::Duration;

use domain::{ModelError, Taken, Timestamp, Usage};
use jiff::tz::TimeZone;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// An amount of money in billionths of the currency that the owner counts in.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Money(u64);

impl Money {
    const BILLIONTHS: f64 = 1e9;

    /// So many units of the currency, e.g. `0.30` dollars. Nothing if the number is negative or is
    /// none.
    pub fn from_units(units: f64) -> Self {
        // A conversion from a float saturates, and makes 0 of what is no number.
        Self((units * Self::BILLIONTHS).round() as u64)
    }

    /// So many billionths of the currency.
    pub const fn from_billionths(billionths: u64) -> Self {
        Self(billionths)
    }

    /// In billionths of the currency.
    pub const fn as_billionths(self) -> u64 {
        self.0
    }

    /// In units of the currency.
    pub fn as_units(self) -> f64 {
        self.0 as f64 / Self::BILLIONTHS
    }
}

/// What a model costs: the price of a million tokens of each kind. Nothing for a model at home.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Prices {
    /// Tokens read.
    pub prompt: Money,
    /// Tokens read that the provider had kept. `None` if they cost what others do.
    pub cached: Option<Money>,
    /// Tokens read that the provider now keeps. `None` if they cost what others do; Anthropic and
    /// OpenAI's newer models take 1.25 times as much.
    pub cache_writes: Option<Money>,
    /// Tokens written.
    pub completion: Money,
}

impl Prices {
    /// A bill, with what it comes to.
    pub(crate) fn taken(&self, bill: &Bill) -> Taken {
        Taken { usage: bill.usage, billionths: self.of(bill).0 }
    }

    /// What a bill comes to, rounded up.
    pub(crate) fn of(&self, bill: &Bill) -> Money {
        let cost = |tokens: u64, price: Money| u128::from(tokens) * u128::from(price.0);
        let plain =
            bill.usage.prompt.saturating_sub(bill.usage.cached.saturating_add(bill.cache_writes));
        let millionths = cost(plain, self.prompt)
            + cost(bill.usage.cached, self.cached.unwrap_or(self.prompt))
            + cost(bill.cache_writes, self.cache_writes.unwrap_or(self.prompt))
            + cost(bill.usage.completion, self.completion);
        Money(u64::try_from(millionths.div_ceil(1_000_000)).unwrap_or(u64::MAX))
    }
}

/// What one call took, as its provider reports it, or as it is estimated where nobody does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bill {
    pub(crate) usage: Usage,
    /// How many of the tokens read were written to the provider's cache.
    pub(crate) cache_writes: u64,
}

/// How much may be spent in a day; `None` is without end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Tokens, read and written.
    pub tokens: Option<u64>,
    /// Money.
    pub money: Option<Money>,
}

/// What was spent in one day. Store it after every reply and hand it to [`Ledger::new`] at the next
/// start, so that a restart gives no second budget.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// When this day ends.
    pub until: Timestamp,
    /// Tokens.
    pub usage: Usage,
    /// Money.
    pub money: Money,
}

/// What all models of one owner may spend together in a day, and have spent.
pub struct Ledger {
    limits: Mutex<Limits>,
    zone: TimeZone,
    spent: Mutex<Spent>,
}

impl Ledger {
    /// A ledger with the owner's limits, the time zone in which their days begin, and what was
    /// spent before ([`Spent::default`] if nothing is known).
    pub fn new(limits: Limits, zone: TimeZone, spent: Spent) -> Self {
        Self { limits: Mutex::new(limits), zone, spent: Mutex::new(spent) }
    }

    /// What was spent on the day of `now`.
    pub fn spent(&self, now: Timestamp) -> Spent {
        *self.today(now)
    }

    /// Sets other limits; what was spent stays spent.
    pub fn set_limits(&self, limits: Limits) {
        *self.limits.lock() = limits;
    }

    /// Goes on from what was spent before, as [`Ledger::new`] does.
    pub fn restore(&self, spent: Spent) {
        *self.spent.lock() = spent;
    }

    /// An error if the day's budget is used up.
    ///
    /// What a call will take is known only afterwards, so the calls that are under way when the
    /// limit is reached go beyond it.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), ModelError> {
        let spent = self.spent(now);
        let limits = *self.limits.lock();
        let tokens = limits.tokens.is_some_and(|limit| spent.usage.total() >= limit);
        let money = limits.money.is_some_and(|limit| spent.money >= limit);
        if tokens || money {
            return Err(ModelError::BudgetSpent { until: spent.until });
        }
        Ok(())
    }

    pub(crate) fn add(&self, bill: &Bill, prices: &Prices, now: Timestamp) {
        let mut spent = self.today(now);
        spent.usage += bill.usage;
        spent.money = Money(spent.money.0.saturating_add(prices.of(bill).0));
    }

    fn today(&self, now: Timestamp) -> parking_lot::MutexGuard<'_, Spent> {
        let mut spent = self.spent.lock();
        let until = end_of_day(now, &self.zone);
        if now >= spent.until {
            *spent = Spent { until, ..Spent::default() };
        }
        // A clock that was wrong, or a move to another time zone, must not make a day of weeks.
        spent.until = spent.until.min(until);
        spent
    }
}

/// The first moment of the next day.
fn end_of_day(now: Timestamp, zone: &TimeZone) -> Timestamp {
    jiff::Timestamp::from_millisecond(now.as_millis())
        .and_then(|now| now.to_zoned(zone.clone()).tomorrow())
        .and_then(|tomorrow| tomorrow.start_of_day())
        .map_or(now + Duration::from_secs(24 * 60 * 60), |start| {
            Timestamp::from_millis(start.timestamp().as_millisecond())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    fn bill(prompt: u64, cached: u64, cache_writes: u64, completion: u64) -> Bill {
        Bill { usage: Usage { prompt, cached, completion, estimated: 0 }, cache_writes }
    }

    const PRICES: Prices = Prices {
        prompt: Money(300_000_000),
        cached: Some(Money(75_000_000)),
        cache_writes: Some(Money(375_000_000)),
        completion: Money(2_500_000_000),
    };

    #[test]
    fn every_kind_of_token_has_its_price() {
        assert_eq!(Money::from_units(0.3), PRICES.prompt);
        let cost = |bill| PRICES.of(&bill).as_units();
        assert!((cost(bill(1_000_000, 0, 0, 0)) - 0.30).abs() < 1e-9);
        assert!((cost(bill(1_000_000, 1_000_000, 0, 0)) - 0.075).abs() < 1e-9);
        assert!((cost(bill(1_000_000, 0, 1_000_000, 0)) - 0.375).abs() < 1e-9);
        assert!((cost(bill(0, 0, 0, 1_000_000)) - 2.5).abs() < 1e-9);
        assert!((cost(bill(1000, 900, 0, 10)) - (0.00003 + 0.0000675 + 0.000025)).abs() < 1e-9);
        assert_eq!(Prices::default().of(&bill(1000, 0, 0, 1000)), Money::default());
        assert_eq!(Money::from_units(-1.0), Money::default());
        assert_eq!(Money::from_units(f64::NAN), Money::default());
    }

    #[test]
    fn a_day_begins_where_the_owner_lives() {
        let zone = TimeZone::get("Asia/Yekaterinburg")
            .unwrap_or_else(|_| TimeZone::fixed(jiff::tz::Offset::constant(5)));
        let limits = Limits { tokens: Some(1000), money: None };
        let ledger = Ledger::new(limits, zone, Spent::default());
        let evening = at("2026-03-01T18:59:00Z");
        assert!(ledger.check(evening).is_ok());
        ledger.add(&bill(900, 0, 0, 100), &PRICES, evening);
        match ledger.check(evening) {
            Err(ModelError::BudgetSpent { until }) => assert_eq!(until, at("2026-03-01T19:00:00Z")),
            other => panic!("{other:?}"),
        }
        assert!(ledger.check(at("2026-03-01T19:00:00Z")).is_ok());
        assert_eq!(ledger.spent(at("2026-03-01T19:00:00Z")).usage, Usage::default());
    }

    #[test]
    fn money_ends_too_and_outlives_a_restart() {
        let limits = Limits { tokens: None, money: Some(Money::from_units(1.0)) };
        let now = at("2026-03-01T12:00:00Z");
        let ledger = Ledger::new(limits, TimeZone::UTC, Spent::default());
        ledger.add(&bill(0, 0, 0, 400_000), &PRICES, now);
        let stored = serde_json::to_string(&ledger.spent(now)).unwrap();
        let ledger = Ledger::new(limits, TimeZone::UTC, serde_json::from_str(&stored).unwrap());
        assert!(matches!(ledger.check(now), Err(ModelError::BudgetSpent { .. })));
        assert!(ledger.check(at("2026-03-02T00:00:00Z")).is_ok());
    }

    #[test]
    fn other_limits_count_at_once_and_give_nothing_back() {
        let now = at("2026-03-01T12:00:00Z");
        let ledger = Ledger::new(Limits::default(), TimeZone::UTC, Spent::default());
        ledger.add(&bill(900, 0, 0, 100), &PRICES, now);
        assert!(ledger.check(now).is_ok());
        ledger.set_limits(Limits { tokens: Some(1_000), money: None });
        assert!(matches!(ledger.check(now), Err(ModelError::BudgetSpent { .. })));
        ledger.restore(Spent::default());
        assert!(ledger.check(now).is_ok());
    }

    #[test]
    fn a_clock_that_was_wrong_does_not_make_a_day_of_years() {
        let ledger = Ledger::new(Limits::default(), TimeZone::UTC, Spent::default());
        ledger.spent(at("2036-03-01T12:00:00Z"));
        assert_eq!(ledger.spent(at("2026-03-01T12:00:00Z")).until, at("2026-03-02T00:00:00Z"));
    }
}
