//! The rules that pick a fault: whom it meets, at what, and how often.
//!
//! Pure: chance comes from a seed, so that the same rule meets the same calls.

use serde::{Deserialize, Serialize};

use super::kind::GET_DIFFERENCE;
use super::{FaultError, FaultKind, names};
use crate::state::UserId;

/// How often a fault happens. In JSON `{"times": 3}`, `"forever"`, or
/// `{"chance": {"probability": 0.2, "seed": 7}}`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Repeat {
    /// So many times, at least once, and then no more.
    Times(u64),
    /// Until it is removed.
    Forever,
    /// With a probability, until it is removed.
    Chance {
        /// Above 0, and at most 1.
        probability: f64,
        /// What the lots are drawn from: the same seed draws the same lots.
        seed: u64,
    },
}

impl Default for Repeat {
    fn default() -> Repeat {
        Repeat::Times(1)
    }
}

/// Whom and what a fault meets, and how often it did.
#[derive(Debug)]
pub(super) struct Rule {
    account: Option<UserId>,
    method: Option<Pattern>,
    repeat: Repeat,
    pub(super) kind: FaultKind,
    /// How many lots were drawn.
    drawn: u64,
    pub(super) hits: u64,
}

/// The name of a method or an update, or the beginning of one.
#[derive(Debug)]
pub(crate) struct Pattern {
    text: String,
    is_beginning: bool,
}

impl Rule {
    pub(super) fn new(
        account: Option<UserId>,
        method: Option<&str>,
        repeat: Repeat,
        kind: FaultKind,
    ) -> Result<Rule, FaultError> {
        let kind = kind.completed()?;
        let names_nothing = matches!(kind, FaultKind::TransportError { .. });
        if names_nothing && method.is_some() {
            return Err(FaultError::NotOfMethods);
        }
        match repeat {
            Repeat::Times(0) => return Err(FaultError::NoTimes),
            Repeat::Chance { probability, .. } if !(probability > 0.0 && probability <= 1.0) => {
                return Err(FaultError::NoProbability);
            }
            _ => {}
        }
        let mut method = method.map(Pattern::new).transpose()?;
        if let Some(Pattern { text, is_beginning: false }) = &method {
            names::check(kind.place(), text)?;
        }
        if kind == FaultKind::DifferenceTooLong {
            if method.is_some_and(|method| !method.matches(GET_DIFFERENCE)) {
                return Err(FaultError::OnlyOfDifferences);
            }
            method = Some(Pattern::new(GET_DIFFERENCE)?);
        }
        Ok(Rule { account, method, repeat, kind, drawn: 0, hits: 0 })
    }

    /// Whether the fault happens to what `account` calls or is told, and counts
    /// it if so.
    pub(super) fn strikes(&mut self, account: Option<UserId>, name: &str) -> bool {
        let is_meant = (self.account.is_none() || self.account == account)
            && self.method.as_ref().is_none_or(|method| method.matches(name));
        let strikes = is_meant
            && match self.repeat {
                Repeat::Times(times) => self.hits < times,
                Repeat::Forever => true,
                Repeat::Chance { probability, seed } => {
                    self.drawn += 1;
                    lot(seed, self.drawn) < probability
                }
            };
        self.hits += u64::from(strikes);
        strikes
    }

    /// Whether it will never strike again.
    pub(super) fn is_spent(&self) -> bool {
        matches!(self.repeat, Repeat::Times(times) if self.hits >= times)
    }
}

impl Pattern {
    pub(crate) fn new(text: &str) -> Result<Pattern, FaultError> {
        let (text, is_beginning) = match text.strip_suffix('*') {
            Some(beginning) => (beginning, true),
            None => (text, false),
        };
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '.' || char == '_';
        if !text.chars().all(is_name) || (text.is_empty() && !is_beginning) {
            return Err(FaultError::NoMethodName(text.to_owned()));
        }
        Ok(Pattern { text: text.to_owned(), is_beginning })
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        if self.is_beginning { name.starts_with(&self.text) } else { name == self.text }
    }
}

/// The `nth` lot drawn from a seed: from 0 to 1, and every value as likely.
/// Vigna's `SplitMix64`, <https://prng.di.unimi.it/splitmix64.c>.
fn lot(seed: u64, nth: u64) -> f64 {
    let mut mixed = seed.wrapping_add(nth.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    // The upper 53 bits are all that a float holds.
    (mixed >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERA: Option<UserId> = Some(1);
    const OLEG: Option<UserId> = Some(2);
    const SEND: &str = "messages.sendMessage";

    fn rule(account: Option<UserId>, method: Option<&str>, repeat: Repeat) -> Rule {
        Rule::new(account, method, repeat, FaultKind::NoAnswer).unwrap()
    }

    #[test]
    fn a_rule_meets_whom_and_what_it_names() {
        let mut rule = rule(VERA, Some(SEND), Repeat::Forever);
        assert!(rule.strikes(VERA, SEND));
        assert!(!rule.strikes(OLEG, SEND));
        assert!(!rule.strikes(None, SEND));
        assert!(!rule.strikes(VERA, "messages.sendMessages"));
        assert_eq!(rule.hits, 1);
    }

    #[test]
    fn a_star_stands_for_all_that_begin_so() {
        let mut group = rule(None, Some("messages.*"), Repeat::Forever);
        assert!(group.strikes(None, SEND));
        assert!(!group.strikes(None, "account.updateStatus"));
        assert!(rule(None, Some("*"), Repeat::Forever).strikes(OLEG, "help.getConfig"));
        for bad in ["", "mess*ages", "send message"] {
            let refused =
                Rule::new(None, Some(bad), Repeat::default(), FaultKind::Hold).map(|_| ());
            assert_eq!(refused, Err(FaultError::NoMethodName(bad.into())));
        }
    }

    #[test]
    fn a_number_of_times_is_that_many_and_by_default_one() {
        let mut twice = rule(None, None, Repeat::Times(2));
        let strikes: Vec<bool> = (0..4).map(|_| twice.strikes(VERA, SEND)).collect();
        assert_eq!(strikes, [true, true, false, false]);
        assert!(twice.is_spent());
        let mut once = rule(None, None, Repeat::default());
        assert!(once.strikes(VERA, SEND) && !once.strikes(VERA, SEND));
        let never = Rule::new(None, None, Repeat::Times(0), FaultKind::Hold).map(|_| ());
        assert_eq!(never, Err(FaultError::NoTimes));
    }

    #[test]
    fn chance_is_as_likely_as_said_and_the_same_for_a_seed() {
        let draw = |probability, seed| {
            let mut rule = rule(None, None, Repeat::Chance { probability, seed });
            (0..10_000).map(|_| rule.strikes(VERA, SEND)).collect::<Vec<bool>>()
        };
        let share = draw(0.2, 7).iter().filter(|strikes| **strikes).count();
        assert!((1_850..2_150).contains(&share), "{share}");
        assert_eq!(draw(0.2, 7), draw(0.2, 7));
        assert_ne!(draw(0.2, 7), draw(0.2, 8));
        assert!(draw(1.0, 7).iter().all(|strikes| *strikes));
        for probability in [-0.1, 0.0, 1.1, f64::NAN] {
            let chance = Repeat::Chance { probability, seed: 1 };
            let refused = Rule::new(None, None, chance, FaultKind::Hold).map(|_| ());
            assert_eq!(refused, Err(FaultError::NoProbability));
        }
    }

    #[test]
    fn a_difference_is_too_long_for_the_one_method_only() {
        let mut rule =
            Rule::new(None, None, Repeat::Forever, FaultKind::DifferenceTooLong).unwrap();
        assert!(rule.strikes(VERA, GET_DIFFERENCE));
        assert!(!rule.strikes(VERA, "updates.getState"));
        let of = |method| {
            Rule::new(None, Some(method), Repeat::Forever, FaultKind::DifferenceTooLong).map(|_| ())
        };
        assert_eq!(of("updates.*"), Ok(()));
        assert_eq!(of(SEND), Err(FaultError::OnlyOfDifferences));
    }
}
