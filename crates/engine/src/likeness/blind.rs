//! The blind test: which of two replies to the same moment did the owner really write?

use domain::{AccountId, Timestamp};
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use store::BlindTest;
use twin::measure::Example;

use crate::{Engine, Error};

/// How many pairs a round has at most.
const PAIRS: usize = 8;

/// A moment with two replies, one of them the owner's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindPair {
    /// What came before: whether the owner said it, and what.
    pub context: Vec<(bool, String)>,
    /// The replies, in an order by chance.
    pub replies: [Vec<String>; 2],
    /// Which of them the owner wrote.
    pub real: usize,
}

/// Pairs to be told apart. The same seed gives the same round until the next measurement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindRound {
    /// When the measurement was made whose replies it shows; `None` if there is none.
    pub made_at: Option<Timestamp>,
    /// The seed that it is made of.
    pub seed: u64,
    /// The pairs.
    pub pairs: Vec<BlindPair>,
}

/// What a round gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BlindVerdict {
    /// The round.
    pub round: BlindRound,
    /// What the owner took for theirs in each pair.
    pub taken: Vec<Option<usize>>,
    /// How often that was right.
    pub told: usize,
}

impl BlindRound {
    fn of(made_at: Option<Timestamp>, examples: &[Example], seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let mut chosen: Vec<&Example> = examples.iter().collect();
        chosen.shuffle(&mut rng);
        chosen.truncate(PAIRS);
        let pair = |example: &Example| {
            let real = usize::from(rng.random_bool(0.5));
            let mut replies = [example.real.clone(), example.twin.clone()];
            if real == 1 {
                replies.swap(0, 1);
            }
            BlindPair { context: example.context.clone(), replies, real }
        };
        Self { made_at, seed, pairs: chosen.into_iter().map(pair).collect() }
    }
}

impl BlindVerdict {
    fn of(round: BlindRound, mut taken: Vec<Option<usize>>) -> Self {
        taken.resize(round.pairs.len(), None);
        let is_right = |(pair, taken): &(&BlindPair, &Option<usize>)| **taken == Some(pair.real);
        let told = round.pairs.iter().zip(&taken).filter(is_right).count();
        Self { round, taken, told }
    }
}

impl Engine {
    /// A round of the blind test, made of a seed, or of chance; without pairs until something was measured, and after
    /// a restart. `None` if there is no such account.
    pub async fn blind_round(
        &self,
        account: AccountId,
        seed: Option<u64>,
    ) -> Result<Option<BlindRound>, Error> {
        let inner = &self.inner;
        let mut tx = inner.store.read(inner.owner).await?;
        if tx.account(account).await?.is_none() {
            return Ok(None);
        }
        drop(tx);
        let seed = seed.unwrap_or_else(|| inner.entropy.next_u64());
        let last = inner.measurements.last();
        let last = last.get(&account);
        let pairs = last.map_or(&[][..], |last| &last.pairs);
        Ok(Some(BlindRound::of(last.and_then(|last| last.made_at), pairs, seed)))
    }

    /// Takes what the owner says of a round, in the order of its pairs, and keeps how often they were right: once, what
    /// they said first counts. Pairs of which they said nothing do not count.
    pub async fn tell_apart(
        &self,
        account: AccountId,
        round: BlindRound,
        taken: Vec<Option<usize>>,
    ) -> Result<BlindVerdict, Error> {
        let verdict = BlindVerdict::of(round, taken);
        let shown = verdict.taken.iter().flatten().count();
        if shown == 0 {
            return Ok(verdict);
        }
        if let Some(before) = self.keep_told(account, &verdict) {
            return Ok(BlindVerdict::of(verdict.round, before));
        }
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let made_at = self.inner.clock.now();
        let test = BlindTest { made_at, told: count(verdict.told), shown: count(shown) };
        if let Err(error) = self.store_blind_test(account, test).await {
            // They may say it again.
            if let Some(last) = self.inner.measurements.last().get_mut(&account) {
                last.told.remove(&verdict.round.seed);
            }
            return Err(error);
        }
        Ok(verdict)
    }

    /// What was told of the round of a seed since the last measurement; `None` if nothing was.
    pub async fn told_apart(
        &self,
        account: AccountId,
        seed: u64,
    ) -> Result<Option<BlindVerdict>, Error> {
        let Some(round) = self.blind_round(account, Some(seed)).await? else { return Ok(None) };
        let last = self.inner.measurements.last();
        let last = last.get(&account).filter(|last| last.made_at == round.made_at);
        let taken = last.and_then(|last| last.told.get(&seed)).cloned();
        Ok(taken.map(|taken| BlindVerdict::of(round, taken)))
    }

    /// Keeps what was told of a round until the next measurement; returns what was told of it before, which stays.
    fn keep_told(&self, account: AccountId, verdict: &BlindVerdict) -> Option<Vec<Option<usize>>> {
        let BlindVerdict { round, taken, .. } = verdict;
        let mut last = self.inner.measurements.last();
        let last = last.get_mut(&account).filter(|last| last.made_at == round.made_at)?;
        let before = last.told.get(&round.seed).cloned();
        if before.is_none() {
            last.told.insert(round.seed, taken.clone());
        }
        before
    }

    async fn store_blind_test(&self, account: AccountId, test: BlindTest) -> Result<(), Error> {
        let mut tx = self.inner.store.begin(self.inner.owner).await?;
        tx.add_blind_test(account, test).await?;
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn examples(count: usize) -> Vec<Example> {
        let example = |n: usize| Example {
            context: vec![(false, format!("вопрос {n}"))],
            real: vec![format!("мой {n}")],
            twin: vec![format!("двойника {n}")],
            itself: Vec::new(),
        };
        (0..count).map(example).collect()
    }

    #[test]
    fn the_order_is_chance_and_the_same_seed_is_the_same_round() {
        let examples = examples(30);
        let rounds: Vec<BlindRound> =
            (0..40).map(|seed| BlindRound::of(None, &examples, seed)).collect();
        assert_eq!(rounds[7], BlindRound::of(None, &examples, 7));
        let pairs: Vec<&BlindPair> = rounds.iter().flat_map(|round| &round.pairs).collect();
        assert_eq!(pairs.len(), 40 * PAIRS);
        let first = pairs.iter().filter(|pair| pair.real == 0).count();
        assert!((100..220).contains(&first), "{first} of 320");
        assert!(pairs.iter().all(|pair| pair.replies[pair.real][0].starts_with("мой")));
        assert_ne!(rounds[0].pairs, rounds[1].pairs);
        assert!(BlindRound::of(None, &[], 1).pairs.is_empty());
    }
}
