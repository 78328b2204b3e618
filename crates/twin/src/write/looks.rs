//! What a reply looks like, in numbers, whatever it says.

use style::language::{is_emoji, words};

/// How many there are.
const COUNT: usize = 17;
/// The least that one person's replies differ by.
const LEAST_SPREAD: f32 = 0.05;
/// How strongly the drafts' own bias is leant against.
const AGAINST: f32 = 3.0;
/// One thing that is quite unlike the owner is as bad as this many spreads, and no worse.
const MOST: f32 = 3.0;

/// What a reply looks like: means over its messages.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Looks([f32; COUNT]);

impl Looks {
    /// Of a reply's messages; of none, all zero.
    pub(super) fn of<'a>(messages: impl Iterator<Item = &'a str>) -> Self {
        let mut sum = [0.0; COUNT];
        let mut count = 0.0_f32;
        for message in messages {
            count += 1.0;
            for (sum, value) in sum.iter_mut().zip(message_looks(message)) {
                *sum += value;
            }
        }
        Self(sum.map(|sum| sum / count.max(1.0)))
    }
}

/// Signs that are there or not, and shares of letters, of a message.
fn message_looks(text: &str) -> [f32; COUNT] {
    let text = text.trim();
    let count = |is: &dyn Fn(char) -> bool| text.chars().filter(|c| is(*c)).count() as f32;
    let chars = count(&|_| true).max(1.0);
    let letters = count(&char::is_alphabetic);
    let words = words(text);
    let holds = |is: bool| f32::from(u8::from(is));
    [
        holds(text.contains('?')),
        holds(text.contains('!')),
        holds(text.contains("..") || text.contains('…')),
        holds(count(&|c| c == ')') > count(&|c| c == '(')),
        holds(text.contains('(')),
        holds(text.chars().any(is_emoji)),
        holds(text.contains(['"', '«', '»', '“', '”'])),
        holds([" - ", " – ", " — "].iter().any(|dash| text.contains(dash))),
        holds(text.contains('@')),
        holds(text.contains("://")),
        holds(text.contains('\n')),
        holds(text.chars().any(|c| c.is_ascii_digit())),
        holds(letters > 0.0 && !text.chars().any(char::is_uppercase)),
        holds(text.contains(['ё', 'Ё'])),
        100.0 * count(&|c| c == ',') / chars,
        count(&|c| c.is_ascii_alphabetic()) / letters.max(1.0),
        words.iter().map(|word| word.chars().count()).sum::<usize>() as f32
            / (words.len() as f32).max(1.0),
    ]
}

/// What an owner's replies look like, all in all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Usual {
    mean: [f32; COUNT],
    /// How much they differ, as standard deviations.
    spread: [f32; COUNT],
}

impl Usual {
    /// Of an owner's replies.
    pub(super) fn of<'a>(replies: impl Iterator<Item = &'a Looks> + Clone) -> Self {
        let count = (replies.clone().count() as f32).max(1.0);
        let mean = |of: &dyn Fn(&Looks) -> f32| replies.clone().map(of).sum::<f32>() / count;
        let means = std::array::from_fn(|place| mean(&|looks| looks.0[place]));
        Self {
            mean: means,
            spread: std::array::from_fn(|place| {
                mean(&|looks| (looks.0[place] - means[place]).powi(2)).sqrt().max(LEAST_SPREAD)
            }),
        }
    }

    /// What the best of some drafts looks like, where a reply like `aim` is wanted. What all drafts
    /// have too much or too little of, as a model has that writes shorter words than its owner, is
    /// asked for less or more: else the nearest of them would still be off to that side, every time.
    pub(super) fn wanted(&self, aim: &Looks, drafts: &[Looks]) -> Looks {
        let count = (drafts.len() as f32).max(1.0);
        Looks(std::array::from_fn(|place| {
            let drafted = drafts.iter().map(|looks| looks.0[place]).sum::<f32>() / count;
            aim.0[place] + AGAINST * (self.mean[place] - drafted)
        }))
    }

    /// How unlike two replies look: the mean over all, in spreads.
    pub(super) fn between(&self, one: &Looks, other: &Looks) -> f32 {
        let apart = one.0.iter().zip(other.0).zip(self.spread);
        let apart = apart.map(|((one, other), spread)| ((one - other).abs() / spread).min(MOST));
        apart.sum::<f32>() / COUNT as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(text: &str) -> Looks {
        Looks::of([text].into_iter())
    }

    #[test]
    fn the_draft_that_looks_like_the_owners_is_nearest() {
        let owners = ["ага)", "ну да)", "завтра?", "не, потом", "ок)"].map(looks);
        let usual = Usual::of(owners.iter());
        let drafts = ["Да, конечно.", "да, в 15:00", "давай завтра)"].map(looks);
        let wanted = usual.wanted(&looks("жду)"), &drafts);
        let nearest = drafts
            .iter()
            .min_by(|a, b| usual.between(a, &wanted).total_cmp(&usual.between(b, &wanted)));
        assert_eq!(nearest, Some(&drafts[2]));
    }

    #[test]
    fn what_all_drafts_lack_is_asked_for_more() {
        let owners = ["не могу?", "почему?", "нет", "да"].map(looks);
        let usual = Usual::of(owners.iter());
        let drafts = ["да", "нет", "ладно", "почему?"].map(looks);
        let wanted = usual.wanted(&looks("нет"), &drafts);
        // Half of the owner's replies ask, and a quarter of the drafts.
        assert!(wanted.0[0] > 0.5, "{wanted:?}");
        assert!(usual.wanted(&looks("нет"), &[]).0.iter().all(|value| value.is_finite()));
    }
}
