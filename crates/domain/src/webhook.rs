//! Webhooks: addresses of the owner's that are told of what happens, and how patient one is with them.

use std::time::Duration;

use serde::Serialize;

use crate::{DeliveryId, Timestamp, WebhookId};

/// How many webhooks an owner may have.
pub const MOST_WEBHOOKS: usize = 20;

/// How long a secret still signs once another has taken its place.
pub const OLD_SECRET: Duration = Duration::from_secs(24 * 60 * 60);

/// An address that has taken nothing for so long is told of nothing more, if it was tried all that time.
pub const GIVEN_UP: Duration = Duration::from_secs(5 * 24 * 60 * 60);

/// How many tries in a row must have failed by then.
pub const FAILURES: u32 = 10;

/// A row of failures ends where nothing was tried for so long: what was then may have been mended since.
pub const UNBROKEN: Duration = Duration::from_secs(2 * 24 * 60 * 60);

/// How often a delivery is tried, the first time counted.
pub const TRIES: u32 = 10;

/// The wait after the first try, of which each that follows is four times the one before.
const FIRST_WAIT: Duration = Duration::from_secs(2);

/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(12 * 60 * 60);

/// An address that is told of what happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its identifier.
    pub id: WebhookId,
    /// Where it is told.
    pub url: String,
    /// The names of the events that it is told of; empty for all.
    pub events: Vec<String>,
    /// Why it is told of nothing; `None` while it is.
    pub disabled: Option<WebhookOff>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last took something.
    pub succeeded_at: Option<Timestamp>,
    /// How many tries have failed since, in a row that was not broken for [`UNBROKEN`].
    pub failures: u32,
    /// When the first of those was.
    pub failing_since: Option<Timestamp>,
    /// When the last of those was.
    pub failed_at: Option<Timestamp>,
    /// How much was dropped of what it was to be told, because too much waited.
    pub dropped: u64,
    /// When that was last.
    pub dropped_at: Option<Timestamp>,
    /// Until when the secret before the present one signs too.
    pub old_secret_until: Option<Timestamp>,
}

/// Why a webhook is told of nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WebhookOff {
    /// Its owner wants it so.
    Owner,
    /// It has said that it is gone for good (410).
    Gone,
    /// It has taken nothing for [`GIVEN_UP`].
    Failing,
}

impl Webhook {
    /// Whether it is told of events of a name.
    pub fn wants(&self, event: &str) -> bool {
        self.disabled.is_none()
            && (self.events.is_empty() || self.events.iter().any(|wanted| wanted == event))
    }

    /// Whether it has failed for so long and so often that, with a failure now, it is given up.
    pub fn is_given_up(&self, now: Timestamp) -> bool {
        self.failures >= FAILURES
            && self.failing_since.is_some_and(|since| now.since(since) >= GIVEN_UP)
    }
}

/// Something that a webhook is told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Its identifier.
    pub id: DeliveryId,
    /// To whom it goes.
    pub webhook: WebhookId,
    /// The name of the event.
    pub event: String,
    /// When that happened.
    pub created_at: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next; `None` if it is over.
    pub next_try: Option<Timestamp>,
    /// When it was last tried.
    pub tried_at: Option<Timestamp>,
    /// The HTTP status of the last try, if there was an answer.
    pub status: Option<u16>,
    /// Why there was none.
    pub problem: Option<DeliveryProblem>,
    /// When it was taken.
    pub delivered_at: Option<Timestamp>,
}

/// Why there was no answer to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryProblem {
    /// No such host.
    UnknownHost,
    /// The host has an address at which nothing is told.
    ForbiddenAddress,
    /// No connection, or it broke off.
    Connection,
    /// It cannot show a certificate for its name.
    Certificate,
    /// It took too long.
    TooLong,
    /// The address of the webhook cannot be used any more, as the settings are.
    ForbiddenUrl,
}

/// How long to wait after so many failed tries (1 or more); `None` if there is no other. Exponential, and
/// a share of up to a fifth more or less by `chance` (0 to 1), so that many do not come again together.
/// All waits together take about a day.
pub fn wait_after(tries: u32, chance: f64) -> Option<Duration> {
    if tries >= TRIES {
        return None;
    }
    let factor = 4_u32.saturating_pow(tries.saturating_sub(1));
    let wait = FIRST_WAIT.saturating_mul(factor).min(LONGEST_WAIT);
    Some(wait.mul_f64(0.8 + 0.4 * chance.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_go_on_for_about_a_day_and_end() {
        let waits: Vec<u64> =
            (1..TRIES).map(|tries| wait_after(tries, 0.5).unwrap().as_secs()).collect();
        assert_eq!(waits, [2, 8, 32, 128, 512, 2_048, 8_192, 32_768, 43_200]);
        let all = waits.iter().sum::<u64>();
        assert!((20 * 3600..28 * 3600).contains(&all), "{all}");
        assert_eq!(wait_after(TRIES, 0.5), None);
        assert_eq!(wait_after(u32::MAX, 0.5), None);
    }

    #[test]
    fn chance_moves_a_wait_by_a_fifth() {
        assert_eq!(wait_after(2, 0.0), Some(Duration::from_millis(6_400)));
        assert_eq!(wait_after(2, 1.0), Some(Duration::from_millis(9_600)));
        assert_eq!(wait_after(2, f64::INFINITY), wait_after(2, 1.0));
    }

    #[test]
    fn a_webhook_is_told_of_what_it_wants_while_it_is_on() {
        let now = Timestamp::from_secs(1_700_000_000);
        let all = Webhook {
            id: WebhookId::new(now, 1),
            url: "https://example.com/".to_owned(),
            events: vec![],
            disabled: None,
            created_at: now,
            succeeded_at: None,
            failures: 0,
            failing_since: None,
            failed_at: None,
            dropped: 0,
            dropped_at: None,
            old_secret_until: None,
        };
        assert!(all.wants("sent"));
        let some = Webhook { events: vec!["sent".to_owned()], ..all.clone() };
        assert!(some.wants("sent") && !some.wants("message"));
        let off = Webhook { disabled: Some(WebhookOff::Owner), ..all.clone() };
        assert!(!off.wants("sent"));
        assert!(!all.is_given_up(now));
        let seldom = Webhook { failing_since: Some(now), failures: FAILURES - 1, ..all.clone() };
        assert!(!seldom.is_given_up(now + GIVEN_UP));
        let failing = Webhook { failing_since: Some(now), failures: FAILURES, ..all };
        assert!(!failing.is_given_up(now + GIVEN_UP - Duration::from_millis(1)));
        assert!(failing.is_given_up(now + GIVEN_UP));
    }
}
