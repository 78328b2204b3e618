//! The profile itself, shrunk towards the wider levels.

use std::collections::BTreeMap;

use domain::PeerId;
use serde::Serialize;

use super::words::WordCounts;
use super::{Profiles, Tally, Trait};
use crate::habit::Share;
use crate::histogram::quantile;
use crate::language::terms::{Term, listed};
use crate::language::words;
use crate::recall::RecallIndex;
use crate::rhythm::Rhythm;
use crate::shrink::{Spread, strength, weights};

/// From so many texts of the owner on, a profile says how they write; below, it is a first glance.
pub const RELIABLE: u32 = 100;
/// With fewer texts, that a phrase was never said means nothing.
const ENOUGH_FOR_NEVER: u32 = 200;
/// The same for greetings, farewells and emoji.
const ENOUGH_FOR_NONE: u32 = 50;
/// How many favourites are listed.
const FAVOURITES: usize = 6;
/// To how many answers in other chats those in one are compared: more would only take time.
const ELSEWHERE: usize = 20_000;
/// What was said less often is no favourite.
const SELDOM: u32 = 2;

/// How the owner writes. Shares are between 0 and 1, of the owner's texts where nothing else is
/// said; each is shrunk towards the wider level (`shrink` tells how).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Profile {
    /// How many texts of the owner it is made of, at this level: in this chat, or in all.
    pub texts: u32,
    /// The same of the chats with the same relation; 0 where that is not known.
    pub texts_of_relation: u32,
    /// Characters of a text: a quarter is not longer than the first, half than the second, three
    /// quarters than the third.
    pub chars: [f64; 3],
    /// Messages per turn.
    pub bubbles: f64,
    /// Texts with emoji.
    pub emoji: f64,
    /// Seconds between the messages of a turn, the median; `None` where too little is known.
    pub gap: Option<f64>,
    /// The emoji used most, the most frequent first.
    pub favourite_emoji: Vec<String>,
    /// How texts end.
    pub endings: Endings,
    /// Texts that begin with a capital, of those that begin with a letter.
    pub capitals: f64,
    /// Texts with a letter drawn out: "дааа".
    pub drawn_out: f64,
    /// Texts with laughter.
    pub laughter: f64,
    /// Polite address, of texts that address somebody; `None` if hardly any do.
    pub formal: Option<f64>,
    /// ё, of texts that could have it; `None` if hardly any could.
    pub yo: Option<f64>,
    /// Texts mostly in Cyrillic letters, of those with letters; the same of Latin ones.
    pub cyrillic: f64,
    /// See there.
    pub latin: f64,
    /// Voice notes, of all messages.
    pub voice: f64,
    /// Stickers, of all messages.
    pub stickers: f64,
    /// Pictures and other files, of all messages.
    pub media: f64,
    /// How the owner greets, the most frequent first.
    pub greetings: Vec<String>,
    /// How the owner takes leave.
    pub farewells: Vec<String>,
    /// Fillers that the owner says more often than others do, or to this contact more often than to
    /// others.
    pub fillers: Vec<String>,
    /// Other words of which the same is true.
    pub favourite_words: Vec<String>,
    /// What assistants often say and the owner never; empty while that is not known.
    pub never: Vec<String>,
    /// Seconds until the owner answers.
    pub answers: TimesToAnswer,
}

/// How texts end; the rest ends with a question mark, an emoji or something else.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Endings {
    /// With a letter or a digit.
    pub unmarked: f64,
    /// With a full stop.
    pub full_stop: f64,
    /// With a smile: ")".
    pub bracket: f64,
    /// With an exclamation mark.
    pub exclamation: f64,
    /// With an ellipsis.
    pub ellipsis: f64,
}

/// The median time until the owner answers, in seconds; `None` where too little is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct TimesToAnswer {
    /// At any time.
    pub any: Option<f64>,
    /// From midnight to six, in the owner's time zone.
    pub night: Option<f64>,
    /// From six to noon.
    pub morning: Option<f64>,
    /// From noon to six.
    pub day: Option<f64>,
    /// From six to midnight.
    pub evening: Option<f64>,
}

impl Profiles {
    /// How the owner writes in chats, which stand in the order of their numbers, or with `None` at all.
    /// `relatives` are the others with the same relation.
    pub(crate) fn profile(
        &self,
        chats: Option<&[PeerId]>,
        relatives: &[PeerId],
        rhythm: &Rhythm,
        recall: &RecallIndex,
    ) -> Profile {
        let levels = Levels::new(self, chats.unwrap_or_default(), relatives);
        let narrowest = if chats.is_some() { &levels.contact } else { &levels.owner };
        let [fillers, favourite_words] = match chats {
            Some(chats) => words_to(chats, recall).telling(FAVOURITES),
            None => self.words.telling(FAVOURITES),
        };
        let share = |of| levels.share(of);
        Profile {
            texts: narrowest.own_texts(),
            texts_of_relation: levels.relation.own_texts(),
            chars: [0.25, 0.5, 0.75].map(|at| levels.chars(at).round()),
            // A message goes on with a turn or begins one.
            bubbles: (1.0 - share(Trait::Further)).max(0.01).recip(),
            gap: rhythm.gap(chats),
            emoji: share(Trait::Emoji),
            favourite_emoji: levels.favourites(|tally| {
                tally.emoji.iter().map(|(emoji, count)| (emoji.to_string(), *count)).collect()
            }),
            endings: Endings {
                unmarked: share(Trait::Unmarked),
                full_stop: share(Trait::FullStop),
                bracket: share(Trait::Bracket),
                exclamation: share(Trait::Exclamation),
                ellipsis: share(Trait::Ellipsis),
            },
            capitals: share(Trait::Capital),
            drawn_out: share(Trait::DrawnOut),
            laughter: share(Trait::Laughs),
            formal: levels.share_if_known(Trait::Formal),
            yo: levels.share_if_known(Trait::Yo),
            cyrillic: share(Trait::Cyrillic),
            latin: share(Trait::Latin),
            voice: share(Trait::Voice),
            stickers: share(Trait::Sticker),
            media: share(Trait::Media),
            greetings: levels.favourites(|tally| tally.greetings.clone().into_iter().collect()),
            farewells: levels.favourites(|tally| tally.farewells.clone().into_iter().collect()),
            fillers,
            favourite_words,
            never: if levels.owner.own_texts() < ENOUGH_FOR_NEVER {
                Vec::new()
            } else {
                // Who hardly writes a language says nothing by not saying it.
                let written = |phrase: &str| {
                    share(if phrase.is_ascii() { Trait::Latin } else { Trait::Cyrillic }) > 0.1
                };
                listed(Term::Assistant)
                    .filter(|phrase| written(phrase) && !self.said.contains(phrase))
                    .map(str::to_owned)
                    .collect()
            },
            answers: rhythm.times_to_answer(chats),
        }
    }
}

/// The words of the owner's answers in chats, against those in others.
fn words_to(chats: &[PeerId], recall: &RecallIndex) -> WordCounts {
    let mut counts = WordCounts::default();
    let mut elsewhere = 0;
    for exemplar in recall.exemplars() {
        let here = chats.binary_search(&exemplar.chat).is_ok();
        elsewhere += usize::from(!here);
        if here || elsewhere <= ELSEWHERE {
            for line in exemplar.answer.iter() {
                let words = words(line);
                if here { counts.add_own(&words) } else { counts.add_others(&words) }
            }
        }
    }
    counts
}

/// What was counted at each level, and of each chat for the strength of shrinkage.
struct Levels<'a> {
    profiles: &'a Profiles,
    contact: Tally,
    relation: Tally,
    owner: Tally,
}

impl<'a> Levels<'a> {
    fn new(profiles: &'a Profiles, chats: &[PeerId], relatives: &[PeerId]) -> Self {
        Self {
            profiles,
            contact: profiles.sum(chats.iter().copied()),
            relation: profiles.sum(relatives.iter().copied()),
            owner: profiles.sum(profiles.chats.keys().copied()),
        }
    }

    fn tallies(&self) -> [&Tally; 3] {
        [&self.contact, &self.relation, &self.owner]
    }

    fn strength(&self, of: impl Fn(&Tally) -> Spread) -> f64 {
        strength(self.profiles.chats().map(|(_, tally)| of(tally)))
    }

    fn share(&self, of: Trait) -> f64 {
        let shares = self.tallies().map(|tally| tally.share(of));
        let counts = shares.map(|Share { of, .. }| f64::from(of));
        let weights = weights(counts, self.strength(|tally| tally.share(of).spread()));
        shares.iter().zip(weights).map(|(share, weight)| share.value() * weight).sum()
    }

    /// `None` where the question has hardly arisen.
    fn share_if_known(&self, of: Trait) -> Option<f64> {
        (self.owner.share(of).of >= 10).then(|| self.share(of))
    }

    fn chars(&self, at: f64) -> f64 {
        let habits = self.tallies().map(|tally| &tally.chars);
        let counts = habits.map(|habit| habit.spread.count());
        let weights = weights(counts, self.strength(|tally| tally.chars.spread));
        let [a, b, c] = habits;
        let [x, y, z] = weights;
        quantile(&[(&a.values, x), (&b.values, y), (&c.values, z)], at)
    }

    /// What is said most at the narrowest level at which something is, or much was written without
    /// it.
    fn favourites(&self, of: impl Fn(&Tally) -> BTreeMap<String, u32>) -> Vec<String> {
        for tally in self.tallies() {
            let mut counts: Vec<(String, u32)> = of(tally).into_iter().collect();
            counts.retain(|(_, count)| *count >= SELDOM);
            counts.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
            if !counts.is_empty() || tally.own_texts() >= ENOUGH_FOR_NONE {
                return counts.into_iter().map(|(said, _)| said).take(FAVOURITES).collect();
            }
        }
        Vec::new()
    }
}
