//! An inverted index over the questions, and the search.

use std::cmp::Ordering;
use std::hash::BuildHasher;

use domain::{MessageId, PeerId};
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::distinct::{Ranked, distinct};
use super::features::{Counted, Feature, Features, Role};
use super::weigh::{Term, Weighed, WeighedTerm};
use super::{ExemplarId, Hit, Query};
use crate::exemplar::Exemplar;
use crate::language::words;

/// How much of the index one search may look through: bounds the time of a long question in a long
/// history. The rarest features come first.
const LOOKED_UP: usize = 64;
const POSTINGS: usize = 150_000;
/// How many exemplars are compared by their questions, and how many of them by their contexts too.
const COMPARED: usize = 256;
const COMPARED_WITH_CONTEXT: usize = 48;
/// How much an exemplar of another chat counts when exemplars are ordered.
const OTHER_CHAT: f32 = 0.7;
/// The same for what was said in this group to somebody else, and for what was said to whoever asks
/// elsewhere.
const OTHER_ASKER: f32 = 0.85;
const ASKER_ELSEWHERE: f32 = 0.8;
/// How much a piece of a word counts against a word when exemplars to compare are found.
const PIECE: f32 = 0.4;
/// The least and the additional share of context in the similarity; the latter for a question that
/// says nothing by itself.
const CONTEXT_SHARE: f32 = 0.08;
const CONTEXT_SHARE_MORE: f32 = 0.45;
/// How much telling words must do to stand without context: this many of the rarest. An everyday
/// phrase stands by itself.
const TELLING: f32 = 1.3;
/// How like nothing is something, as far as contexts go.
const ONE_SIDED_CONTEXT: f32 = 0.35;
/// How much an exemplar loses with age at most, and the age at which it has lost most of that.
const AGE_LOSS: f32 = 0.08;
const AGE_SECS: f32 = 365.0 * 86_400.0;
/// Similarities are rounded to this: the order in which chats were learnt must not show in the last
/// bits of sums.
const RESOLUTION: f32 = 4096.0;
/// Bubbles longer than this are nobody's habit.
const HABIT_CHARS: usize = 48;

/// Set in the terms of features that no question holds: they are told apart, and found nowhere.
const UNKNOWN: Term = 1 << 31;

/// More terms than this are not learnt: a [`StoredTerm`] has no room for them. No history is near.
const MOST_TERMS: usize = 1 << 29;

/// The exemplars of an owner, ready to be searched.
#[derive(Debug, Default)]
pub struct RecallIndex {
    exemplars: Vec<Exemplar>,
    /// The question of each exemplar.
    questions: Vec<Question>,
    vocabulary: FxHashMap<Feature, Term>,
    /// The exemplars whose questions hold a term.
    postings: Vec<Vec<u32>>,
    /// What is not found, for either of two reasons: its words were deleted or edited, or the owner
    /// has struck it out.
    struck: FxHashSet<u32>,
    /// What the owner has struck out. Stays here too when its words are gone.
    struck_out: FxHashSet<u32>,
    /// What is gone for good.
    gone: FxHashSet<u32>,
    /// In which chats the owner answered with these very words, and how often.
    habits: FxHashMap<u64, Vec<(PeerId, u32)>>,
    by_chat: FxHashMap<PeerId, Vec<u32>>,
}

/// A question's terms, kept so that it need not be read again for every comparison.
#[derive(Debug)]
struct Question {
    /// Stems and phrases first, pieces after.
    terms: Box<[StoredTerm]>,
    words: u8,
    /// The square root of the number of terms.
    root_of_size: f32,
    /// The exemplar's chat and who asked, here too because a search looks at them for all that share
    /// anything.
    chat: PeerId,
    asker: PeerId,
}

impl Question {
    /// How much it counts where it is asked now, and by whom.
    fn prior(&self, query: &Query<'_>) -> f32 {
        match (self.chat == query.chat, self.asker == query.asker) {
            (true, true) => 1.0,
            (true, false) => OTHER_ASKER,
            (false, true) => ASKER_ELSEWHERE,
            (false, false) => OTHER_CHAT,
        }
    }
}

/// A term, and in the lowest three bits its role: a million messages must fit into memory.
#[derive(Debug, Clone, Copy)]
struct StoredTerm(u32);

impl StoredTerm {
    fn new(term: Term, role: Role) -> Self {
        Self(term << 3 | role as u32)
    }

    fn term(self) -> Term {
        self.0 >> 3
    }

    fn role(self) -> Role {
        Role::from_bits(self.0)
    }
}

impl RecallIndex {
    /// How many exemplars can be found.
    pub fn len(&self) -> usize {
        self.exemplars.len() - self.struck.len()
    }

    /// Whether none can be found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every exemplar that can be found, in the order learnt.
    pub fn exemplars(&self) -> impl Iterator<Item = &Exemplar> {
        self.exemplars
            .iter()
            .zip(0..)
            .filter(|(_, id)| !self.struck.contains(id))
            .map(|(exemplar, _)| exemplar)
    }

    /// Every exemplar that the owner has struck out, in the order learnt.
    pub fn struck_out(&self) -> impl Iterator<Item = &Exemplar> {
        self.exemplars
            .iter()
            .zip(0..)
            .filter(|(_, id)| self.struck_out.contains(id) && !self.gone.contains(id))
            .map(|(exemplar, _)| exemplar)
    }

    /// The exemplars of a chat, newest first.
    pub fn of_chat(&self, chat: PeerId) -> impl Iterator<Item = &Exemplar> {
        self.by_chat
            .get(&chat)
            .into_iter()
            .flatten()
            .rev()
            .filter(|id| !self.struck.contains(id))
            .map(|id| &self.exemplars[*id as usize])
    }

    /// In which chats the owner answered with this very message, up to case and punctuation, and
    /// how often. Knows short messages only.
    pub fn said(&self, bubble: &str) -> &[(PeerId, u32)] {
        habit(bubble).and_then(|habit| self.habits.get(&habit)).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn insert(&mut self, exemplar: Exemplar) -> ExemplarId {
        let id = u32::try_from(self.exemplars.len()).expect("fewer exemplars than 4 billion");
        let features = Features::of(exemplar.question.iter());
        let question = self.learn_question(&features, &exemplar);
        for stored in &question.terms {
            let postings = &mut self.postings[stored.term() as usize];
            // A phrase stands among the words and among the pieces.
            if postings.last() != Some(&id) {
                postings.push(id);
            }
        }
        self.questions.push(question);
        self.by_chat.entry(exemplar.chat).or_default().push(id);
        for bubble in exemplar.answer.iter() {
            learn_habit(&mut self.habits, exemplar.chat, bubble);
        }
        self.exemplars.push(exemplar);
        ExemplarId(id)
    }

    fn learn_question(&mut self, features: &Features, of: &Exemplar) -> Question {
        let mut stored = |counted: &Counted| {
            let next = self.postings.len().min(MOST_TERMS - 1) as Term;
            let term = *self.vocabulary.entry(counted.feature).or_insert(next);
            if term as usize == self.postings.len() {
                self.postings.push(Vec::new());
            }
            StoredTerm::new(term, counted.role)
        };
        let terms: Box<[StoredTerm]> =
            features.words.iter().chain(&features.pieces).map(&mut stored).collect();
        Question {
            words: u8::try_from(features.words.len())
                .expect("at most 40 words and as many phrases"),
            root_of_size: (terms.len() as f32).sqrt(),
            terms,
            chat: of.chat,
            asker: of.asker,
        }
    }

    pub(crate) fn extend_answer(&mut self, id: ExemplarId, message: MessageId, bubble: &str) {
        let exemplar = &mut self.exemplars[id.0 as usize];
        exemplar.answer.push(bubble);
        exemplar.answer_last_id = message;
        if !self.struck.contains(&id.0) {
            learn_habit(&mut self.habits, exemplar.chat, bubble);
        }
    }

    /// The exemplar is gone: it will not be found any more, nor do its words count as said.
    pub(crate) fn strike(&mut self, id: ExemplarId) {
        self.gone.insert(id.0);
        self.hide(id);
    }

    /// The owner does not want the exemplar: the same as [`RecallIndex::strike`], until it is
    /// restored.
    pub(crate) fn strike_out(&mut self, id: ExemplarId) {
        self.struck_out.insert(id.0);
        self.hide(id);
    }

    /// The owner wants the exemplar again.
    pub(crate) fn restore(&mut self, id: ExemplarId) {
        if self.struck_out.remove(&id.0) && !self.gone.contains(&id.0) {
            self.struck.remove(&id.0);
            let exemplar = &self.exemplars[id.0 as usize];
            for bubble in exemplar.answer.iter() {
                learn_habit(&mut self.habits, exemplar.chat, bubble);
            }
        }
    }

    fn hide(&mut self, id: ExemplarId) {
        if self.struck.insert(id.0) {
            let exemplar = &self.exemplars[id.0 as usize];
            for bubble in exemplar.answer.iter() {
                forget_habit(&mut self.habits, exemplar.chat, bubble);
            }
        }
    }

    /// What stands at a place, struck or not.
    pub(crate) fn exemplar(&self, id: ExemplarId) -> &Exemplar {
        &self.exemplars[id.0 as usize]
    }

    /// The exemplars of a chat whose answer holds a message, struck or not.
    pub(crate) fn answers_with(&self, chat: PeerId, message: MessageId) -> Vec<ExemplarId> {
        let holds = |id: &&u32| {
            let exemplar = &self.exemplars[**id as usize];
            (exemplar.answer_id..=exemplar.answer_last_id).contains(&message)
        };
        let of_chat = self.by_chat.get(&chat).into_iter().flatten();
        of_chat.filter(holds).map(|id| ExemplarId(*id)).collect()
    }

    /// The exemplars whose question is most like the query, best first, at most `limit`, each with
    /// another answer.
    pub fn search(&self, query: &Query<'_>, limit: usize) -> Vec<Hit<'_>> {
        let question = self.weigh(&Features::of(query.texts.iter().copied()));
        let context = self.weigh(&Features::of(query.context.iter().copied()));
        let mut compared: Vec<(f32, u32)> = self
            .candidates(query, &question)
            .into_iter()
            .map(|id| {
                let likeness = question.likeness(&self.weigh_stored(id));
                (likeness * self.prior(id, query), id)
            })
            .collect();
        self.keep_best(&mut compared, COMPARED_WITH_CONTEXT);
        let mut ranked: Vec<(f32, u32)> = Vec::with_capacity(compared.len());
        let mut similarities = FxHashMap::default();
        for (_, id) in compared {
            let similarity = self.similarity(id, &question, &context);
            similarities.insert(id, similarity);
            ranked.push((similarity * self.prior(id, query), id));
        }
        ranked.sort_by(|a, b| self.order(a, b));
        let ranked: Vec<Ranked<'_>> = ranked
            .into_iter()
            .map(|(_, id)| {
                let exemplar = &self.exemplars[id as usize];
                let same_chat = exemplar.chat == query.chat;
                Ranked {
                    exemplar,
                    similarity: similarities[&id],
                    same_chat,
                    to_asker: same_chat && exemplar.asker == query.asker,
                }
            })
            .collect();
        distinct(&ranked, limit)
    }

    /// The exemplars that share most with the question, weighed roughly.
    fn candidates(&self, query: &Query<'_>, question: &Weighed) -> Vec<u32> {
        let mut looked_up: Vec<(f32, Term)> = question
            .words
            .iter()
            .map(|word| (word.weight, word.term))
            .chain(question.pieces.iter().map(|piece| (piece.weight * PIECE, piece.term)))
            .filter(|(_, term)| (*term as usize) < self.postings.len())
            .collect();
        looked_up.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut shared = vec![0.0_f32; self.exemplars.len()];
        let mut left = POSTINGS;
        for (weight, term) in looked_up.into_iter().take(LOOKED_UP) {
            let postings = &self.postings[term as usize];
            for id in postings.iter().rev().take(left) {
                shared[*id as usize] += weight * weight;
            }
            left = left.saturating_sub(postings.len());
        }
        let mut found: Vec<(f32, u32)> = Vec::with_capacity(2 * COMPARED);
        // Whoever shares less than this is not among the best.
        let mut least = f32::MIN;
        for ((shared, question), id) in shared.into_iter().zip(&self.questions).zip(0_u32..) {
            if shared <= 0.0 {
                continue;
            }
            let shared = round(shared / question.root_of_size * question.prior(query));
            if shared < least || self.struck.contains(&id) {
                continue;
            }
            found.push((shared, id));
            if found.len() == 2 * COMPARED {
                self.keep_best(&mut found, COMPARED);
                least = found.iter().map(|(shared, _)| *shared).fold(f32::MAX, f32::min);
            }
        }
        self.keep_best(&mut found, COMPARED);
        found.into_iter().map(|(_, id)| id).collect()
    }

    fn keep_best(&self, found: &mut Vec<(f32, u32)>, most: usize) {
        if found.len() > most {
            found.select_nth_unstable_by(most, |a, b| self.order(a, b));
            found.truncate(most);
        }
    }

    /// Best first; of equals, the newest. Does not depend on the order in which chats were learnt.
    fn order(&self, a: &(f32, u32), b: &(f32, u32)) -> Ordering {
        let newness = |id: u32| {
            let exemplar = &self.exemplars[id as usize];
            (exemplar.answered_at, exemplar.chat, exemplar.answer_id)
        };
        b.0.total_cmp(&a.0).then_with(|| newness(b.1).cmp(&newness(a.1)))
    }

    fn similarity(&self, id: u32, question: &Weighed, context: &Weighed) -> f32 {
        let asked = self.weigh_stored(id);
        let before = self.weigh(&Features::of(self.exemplars[id as usize].context.iter()));
        let contexts = match (context.is_empty(), before.is_empty()) {
            (true, true) => 1.0,
            (false, false) => context.likeness(&before),
            _ => ONE_SIDED_CONTEXT,
        };
        let share = CONTEXT_SHARE + CONTEXT_SHARE_MORE * (1.0 - question.telling);
        round((1.0 - share) * question.likeness(&asked) + share * contexts)
    }

    /// What counts beside the texts: the chat, who asks, and the age.
    fn prior(&self, id: u32, query: &Query<'_>) -> f32 {
        let age = query.now.since(self.exemplars[id as usize].answered_at).as_secs_f32();
        let freshness = 1.0 - AGE_LOSS * (1.0 - (-age / AGE_SECS).exp());
        freshness * self.questions[id as usize].prior(query)
    }

    fn weigh(&self, features: &Features) -> Weighed {
        let weigh = |counted: &Counted| {
            let known = self.vocabulary.get(&counted.feature).copied();
            let term = known.unwrap_or(counted.feature | UNKNOWN);
            WeighedTerm { term, weight: counted.role.counts() * self.idf(term) }
        };
        let words: Vec<WeighedTerm> = features.words.iter().map(weigh).collect();
        let pieces: Vec<WeighedTerm> = features.pieces.iter().map(weigh).collect();
        let rarest = (1.0 + self.exemplars.len() as f32).ln().max(1.0);
        let telling: f32 = features
            .words
            .iter()
            .filter(|counted| counted.telling)
            .map(|counted| match counted.role {
                Role::Phrase => 1.0,
                role => weigh(counted).weight / role.counts() / rarest / TELLING,
            })
            .sum();
        Weighed::new(words, pieces, telling.min(1.0))
    }

    fn weigh_stored(&self, id: u32) -> Weighed {
        let question = &self.questions[id as usize];
        let (words, pieces) = question.terms.split_at(usize::from(question.words));
        let weigh = |stored: &StoredTerm| WeighedTerm {
            term: stored.term(),
            weight: stored.role().counts() * self.idf(stored.term()),
        };
        Weighed::new(words.iter().map(weigh).collect(), pieces.iter().map(weigh).collect(), 1.0)
    }

    /// How much a term tells: rare ones more. Never zero, so that small histories work too.
    fn idf(&self, term: Term) -> f32 {
        let found = self.postings.get(term as usize).map_or(0, Vec::len) as f32;
        let all = self.exemplars.len() as f32;
        (1.0 + (all + 1.0) / (found + 1.0)).ln()
    }
}

/// An index over exemplars that were learnt elsewhere.
impl FromIterator<Exemplar> for RecallIndex {
    fn from_iter<I: IntoIterator<Item = Exemplar>>(exemplars: I) -> Self {
        let mut index = Self::default();
        for exemplar in exemplars {
            index.insert(exemplar);
        }
        index
    }
}

fn round(value: f32) -> f32 {
    (value * RESOLUTION).round() / RESOLUTION
}

fn habit(bubble: &str) -> Option<u64> {
    if bubble.chars().nth(HABIT_CHARS).is_some() {
        return None;
    }
    Some(FxBuildHasher.hash_one(words(bubble)))
}

fn learn_habit(habits: &mut FxHashMap<u64, Vec<(PeerId, u32)>>, chat: PeerId, bubble: &str) {
    let Some(habit) = habit(bubble) else { return };
    let chats = habits.entry(habit).or_default();
    match chats.iter_mut().find(|(known, _)| *known == chat) {
        Some((_, times)) => *times += 1,
        None => chats.push((chat, 1)),
    }
}

fn forget_habit(habits: &mut FxHashMap<u64, Vec<(PeerId, u32)>>, chat: PeerId, bubble: &str) {
    let Some(chats) = habit(bubble).and_then(|habit| habits.get_mut(&habit)) else { return };
    if let Some((_, times)) = chats.iter_mut().find(|(known, _)| *known == chat) {
        *times -= 1;
    }
    chats.retain(|(_, times)| *times > 0);
}
