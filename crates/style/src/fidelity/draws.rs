//! The draws of numpy's default generator, so that the same samples are drawn as by the program
//! that defines the measures, and figures differ by rounding only.
//!
//! Sources: O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for
//! Random Number Generation" (2014), the XSL-RR 128/64 member; Lemire, "Fast Random Integer
//! Generation in an Interval" (2019); numpy's `SeedSequence` and `Generator`.

use std::num::Wrapping;

/// The seed of the benchmark.
pub const SEED: u32 = 7;

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;
/// Words of the seed's pool.
const POOL: usize = 4;

/// A generator of its own for every purpose, so that none disturbs another.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u128,
    increment: u128,
    /// The upper half of the last word, which is handed out before a new one is drawn.
    left: Option<u32>,
}

impl Draws {
    /// The generator for a purpose, e.g. `["owner", "r0001"]`.
    pub fn of(seed: u32, names: &[&str]) -> Self {
        let name = crc32fast::hash(names.join("|").as_bytes());
        let [a, b, c, d] = spread(&[seed, name]);
        let wide = |high: u64, low: u64| u128::from(high) << 64 | u128::from(low);
        let mut draws = Self { state: 0, increment: wide(c, d) << 1 | 1, left: None };
        draws.step();
        draws.state = draws.state.wrapping_add(wide(a, b));
        draws.step();
        draws
    }

    fn step(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    fn next_u64(&mut self) -> u64 {
        self.step();
        let folded = (self.state >> 64) as u64 ^ self.state as u64;
        folded.rotate_right((self.state >> 122) as u32)
    }

    fn next_u32(&mut self) -> u32 {
        if let Some(left) = self.left.take() {
            return left;
        }
        let word = self.next_u64();
        self.left = Some((word >> 32) as u32);
        word as u32
    }

    /// A number below `end`, each equally likely. `end` is positive and below 2³².
    pub fn below(&mut self, end: usize) -> usize {
        let Some(range) = u32::try_from(end).ok().filter(|end| *end > 1) else {
            return 0;
        };
        let mut product = u64::from(self.next_u32()) * u64::from(range);
        if (product as u32) < range {
            let threshold = range.wrapping_neg() % range;
            while (product as u32) < threshold {
                product = u64::from(self.next_u32()) * u64::from(range);
            }
        }
        (product >> 32) as usize
    }

    /// `count` numbers below `end`, with replacement.
    pub fn integers(&mut self, end: usize, count: usize) -> Vec<usize> {
        (0..count).map(|_| self.below(end)).collect()
    }

    /// The numbers below `count` in random order.
    pub fn permutation(&mut self, count: usize) -> Vec<usize> {
        let mut all: Vec<usize> = (0..count).collect();
        for last in (1..count).rev() {
            let other = self.up_to(last);
            all.swap(last, other);
        }
        all
    }

    /// A number up to `last`, each equally likely, by another way than [`Self::below`].
    fn up_to(&mut self, last: usize) -> usize {
        let mask = usize::MAX >> last.leading_zeros();
        loop {
            let drawn = self.next_u32() as usize & mask;
            if drawn <= last {
                return drawn;
            }
        }
    }

    /// `count` different numbers below `end`, by Floyd's algorithm. At most `end`.
    pub fn choose(&mut self, end: usize, count: usize) -> Vec<usize> {
        let mut chosen = Vec::with_capacity(count);
        for last in end.saturating_sub(count)..end {
            let drawn = self.below(last + 1);
            chosen.push(if chosen.contains(&drawn) { last } else { drawn });
        }
        for last in (1..count).rev() {
            let other = self.below(last + 1);
            chosen.swap(last, other);
        }
        chosen
    }
}

/// Spreads a seed of few bits over four words.
fn spread(entropy: &[u32]) -> [u64; 4] {
    let mut key = Wrapping(0x43b0_d7e5_u32);
    let mut hash = |value: u32| {
        let mut value = Wrapping(value) ^ key;
        key *= 0x931e_8875;
        value *= key;
        (value ^ value >> 16).0
    };
    let mut pool: [u32; POOL] =
        std::array::from_fn(|at| hash(entropy.get(at).copied().unwrap_or(0)));
    for from in 0..POOL {
        for to in (0..POOL).filter(|to| *to != from) {
            let mixed = Wrapping(0xca01_f9dd) * Wrapping(pool[to])
                - Wrapping(0x4973_f715) * Wrapping(hash(pool[from]));
            pool[to] = (mixed ^ mixed >> 16).0;
        }
    }
    let mut key = Wrapping(0x8b51_f9dd_u32);
    let mut words = (0..2 * POOL).map(|at| {
        let mut value = Wrapping(pool[at % POOL]) ^ key;
        key *= 0x58f3_8ded;
        value *= key;
        (value ^ value >> 16).0
    });
    std::array::from_fn(|_| {
        let low = words.next().unwrap_or_default();
        u64::from(words.next().unwrap_or_default()) << 32 | u64::from(low)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `numpy.random.default_rng([7, crc32(b'owner|r0001')])` draws.
    #[test]
    fn the_draws_are_those_of_numpy() {
        let mut draws = Draws::of(SEED, &["owner", "r0001"]);
        assert_eq!(draws.permutation(12), PERMUTATION);
        assert_eq!(draws.integers(100, 8), INTEGERS);
        assert_eq!(draws.choose(50, 10), CHOSEN);
    }

    const PERMUTATION: [usize; 12] = [10, 9, 1, 8, 3, 11, 4, 7, 6, 0, 2, 5];
    const INTEGERS: [usize; 8] = [11, 73, 53, 29, 83, 47, 61, 47];
    const CHOSEN: [usize; 10] = [16, 15, 28, 19, 20, 3, 47, 0, 4, 39];

    #[test]
    fn small_ranges_are_drawn_from_whole() {
        let mut draws = Draws::of(1, &["x"]);
        assert_eq!(draws.below(1), 0);
        let mut all = draws.choose(5, 5);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4]);
    }
}
