//! Learns how a person writes from their messages, one by one, in bulk and live.

mod heard;

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use domain::peer::SERVICE_PEERS;
use domain::{Author, Content, Message, MessageId, PeerId, Relation, Timestamp};
use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

use crate::address::{Address, Addressed};
use crate::corrections::Corrections;
use crate::exemplar::{Exemplar, Lines};
use crate::fit::{Asked, Fit, Lexicon, PastQuestions, Said, Words};
use crate::language::words;
use crate::likeness::{Likeness, LikenessModel};
use crate::mask::mask;
use crate::portrait::{Addressee, Portrait};
use crate::profile::{Profile, Profiles};
use crate::recall::{ExemplarId, RecallIndex};
use crate::relation::{self, RelationFound};
use crate::rhythm::{Moment, Rhythm};
use crate::turn::{Turn, own_text};
use crate::vocabulary::Vocabulary;

/// How many turns of a chat are kept to find what a message answers.
const RECENT_TURNS: usize = 8;
/// An answer this late is none.
const LATEST_ANSWER: Duration = Duration::from_secs(24 * 3600);
/// The same in groups, where talk moves on, unless the answer is an explicit reply.
const LATEST_GROUP_ANSWER: Duration = Duration::from_secs(10 * 60);
/// A bubble that comes later than this after the one before it, beside the time that typing it
/// takes, begins a new thought: the twin must not send both at once.
const LONGEST_PAUSE: Duration = Duration::from_secs(45);
const TYPING_PER_CHAR: Duration = Duration::from_millis(400);
/// What was said longer ago than this before a question is no context of it.
const CONTEXT_REACH: Duration = Duration::from_secs(2 * 3600);

/// How many messages of a turn, and how much of each, make a context.
const CONTEXT_LINES: usize = 2;
const CONTEXT_CHARS: usize = 120;

/// By how many of the newest answers in a group it is known how the owner addresses people there.
const ADDRESSED_BY: usize = 200;

/// Learns from messages and holds what was learnt.
#[derive(Debug, Default)]
pub struct Learner {
    chats: FxHashMap<PeerId, ChatState>,
    recall: RecallIndex,
    rhythm: Rhythm,
    likeness: Likeness,
    profiles: Profiles,
    lexicon: Arc<Lexicon>,
    asked: PastQuestions,
    vocabulary: Vocabulary,
    /// What the other sides of private chats are to the owner, as found.
    found: BTreeMap<PeerId, RelationFound>,
    corrections: Corrections,
}

/// Where the talk in one chat stands.
#[derive(Debug, Default)]
struct ChatState {
    turns: VecDeque<Turn>,
    /// The answer that the newest turn is.
    open: Option<OpenAnswer>,
}

/// An answer that may go on.
#[derive(Debug)]
struct OpenAnswer {
    exemplar: ExemplarId,
    /// Whether a bubble came so late that it was a new thought, and whatever follows it is too.
    ended: bool,
}

impl Learner {
    /// Knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Learns from a message. Messages of one chat come in order; those of different chats may come
    /// in any order among each other. A message that comes twice in a row is learnt from once.
    /// Nothing is learnt of Telegram's own accounts, which send codes.
    pub fn observe(&mut self, message: &Message) {
        if matches!(message.content, Content::Service { .. })
            || SERVICE_PEERS.contains(&message.chat)
        {
            return;
        }
        let state = self.chats.entry(message.chat).or_default();
        let known = state.turns.iter().rev().any(|turn| {
            turn.holds(message.id)
                && message.sent_at >= turn.began_at
                && message.sent_at <= turn.ended_at
        });
        if known {
            return;
        }
        if let Some(text) = own_text(message) {
            let words = words(&mask(text));
            Arc::make_mut(&mut self.lexicon).observe(&words);
            if message.author != Author::Twin {
                let by_owner = message.author == Author::Owner;
                self.vocabulary.observe(message.chat, by_owner, &words);
            }
        } else if let Some(text) = message.content.text() {
            // Nobody's own words, but words that were said here.
            self.vocabulary.observe(message.chat, false, &words(&mask(text)));
        }
        self.rhythm.observe(message);
        if !self.corrections.struck_out.contains(&(message.chat, message.id)) {
            self.likeness.observe(message);
            self.profiles.observe(message);
        }
        if let Some(tally) = self.profiles.tally(message.chat).filter(|tally| tally.is_news()) {
            self.found.insert(message.chat, relation::find(tally, self.rhythm.zone()));
        }
        match state.turns.back_mut() {
            Some(turn) if turn.continues_with(message) => {
                let pause = message.sent_at.since(turn.ended_at);
                turn.push(message);
                if let Some(answer) = &mut state.open {
                    extend(&mut self.recall, answer, turn, message.id, pause);
                    if self.corrections.struck_out.contains(&(message.chat, message.id)) {
                        self.recall.strike_out(answer.exemplar);
                    }
                }
            }
            _ => {
                let turn = Turn::begin(message);
                state.open = None;
                if turn.author == Author::Owner
                    && let Some(exemplar) = exemplar(&state.turns, &turn, message)
                {
                    self.asked.observe(|| question(&state.turns, &exemplar));
                    let exemplar = self.recall.insert(exemplar);
                    if self.corrections.struck_out.contains(&(message.chat, message.id)) {
                        self.recall.strike_out(exemplar);
                    }
                    state.open = Some(OpenAnswer { exemplar, ended: false });
                }
                if state.turns.len() == RECENT_TURNS {
                    state.turns.pop_front();
                }
                state.turns.push_back(turn);
            }
        }
    }

    /// Forgets a message that was deleted or edited: no answer of the owner that holds it is
    /// recalled any more, and it is no question or context of what is learnt from now on. Takes
    /// time in proportion to what was learnt of the chat. A message that was never seen is no harm.
    /// What was counted of habits keeps it until all is learnt anew.
    pub fn forget(&mut self, chat: PeerId, message: MessageId) {
        for exemplar in self.recall.answers_with(chat, message) {
            for line in self.recall.exemplar(exemplar).answer.iter() {
                self.vocabulary.forget(chat, line);
            }
            self.recall.strike(exemplar);
        }
        self.likeness.forget(chat, message);
        if let Some(state) = self.chats.get_mut(&chat) {
            for turn in &mut state.turns {
                for (_, line) in turn.lines.iter().filter(|(id, _)| *id == message) {
                    self.vocabulary.forget(chat, line);
                }
                turn.lines.retain(|(id, _)| *id != message);
            }
        }
    }

    /// Strikes out the answer that holds a message, as the owner wishes: it is neither recalled nor
    /// counted as a habit, also if it is learnt only later. Returns whether it was learnt already;
    /// what was counted of the profile then keeps it until all is learnt anew.
    pub fn strike(&mut self, chat: PeerId, message: MessageId) -> bool {
        self.corrections.struck_out.insert((chat, message));
        self.likeness.forget(chat, message);
        let found = self.recall.answers_with(chat, message);
        for exemplar in &found {
            self.recall.strike_out(*exemplar);
        }
        !found.is_empty()
    }

    /// Takes [`Learner::strike`] back. Returns whether there is such an answer.
    pub fn restore(&mut self, chat: PeerId, message: MessageId) -> bool {
        self.corrections.struck_out.remove(&(chat, message));
        let found = self.recall.answers_with(chat, message);
        for exemplar in &found {
            self.recall.restore(*exemplar);
        }
        !found.is_empty()
    }

    /// What the owner has said of what was learnt.
    pub fn corrections(&self) -> &Corrections {
        &self.corrections
    }

    /// Takes what the owner says now instead of what they said before, as [`Learner::strike`],
    /// [`Learner::restore`] and [`Learner::set_relation`] do one by one.
    pub fn correct(&mut self, now: Corrections) {
        let before = std::mem::take(&mut self.corrections.struck_out);
        for (chat, message) in before.difference(&now.struck_out) {
            self.restore(*chat, *message);
        }
        // All of them: an answer of several messages may have been struck out by more than one.
        for (chat, message) in &now.struck_out {
            self.strike(*chat, *message);
        }
        self.corrections = now;
    }

    /// The exemplars, ready to be searched.
    pub fn recall(&self) -> &RecallIndex {
        &self.recall
    }

    /// In how many chats each word was said.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// How many characters the owner's texts have that are longer than all but one in two hundred;
    /// `None` while too little was learnt.
    pub fn longest_text(&self) -> Option<usize> {
        self.profiles.longest_text()
    }

    /// The first phrase among words that assistants often say and the owner never has. Words as
    /// [`language::words`](crate::language::words) gives them.
    pub fn assistants_phrase(&self, words: &[String]) -> Option<&'static str> {
        self.profiles.assistants_phrase(words)
    }

    /// How fast the owner answers and types.
    pub fn rhythm(&self) -> &Rhythm {
        &self.rhythm
    }

    /// Takes hours of the day in the owner's time zone; UTC until it is set.
    pub fn set_zone(&mut self, zone: TimeZone) {
        self.rhythm.set_zone(zone);
        for (chat, tally) in self.profiles.chats() {
            self.found.insert(chat, relation::find(tally, self.rhythm.zone()));
        }
    }

    /// From the end of what is to be answered to the owner's first message, as the owner would take:
    /// drawn from how long they took in this chat, to people like that, and to all, at this hour.
    /// `overtaken` is how long after its end something else was said last; zero if nothing was. The
    /// same seed gives the same delay.
    pub fn draw_delay(
        &self,
        chat: PeerId,
        at: Timestamp,
        overtaken: Duration,
        seed: u64,
    ) -> Duration {
        let relatives = &*self.relatives(chat);
        self.rhythm.draw_delay(&Moment { chat, relatives, at, overtaken }, seed)
    }

    /// Takes what the owner says of a contact instead of what is found; `None` takes it back.
    pub fn set_relation(&mut self, chat: PeerId, relation: Option<Relation>) {
        match relation {
            Some(relation) => self.corrections.relations.insert(chat, relation),
            None => self.corrections.relations.remove(&chat),
        };
    }

    /// What the other side of a chat is to the owner: as the owner has said, else as it is found.
    pub fn relation(&self, chat: PeerId) -> RelationFound {
        if let Some(relation) = self.corrections.relations.get(&chat) {
            return RelationFound::set(*relation);
        }
        self.found.get(&chat).filter(|_| chat.0 > 0).copied().unwrap_or(RelationFound::UNKNOWN)
    }

    /// The other chats with the same relation as this one, in the order of their numbers; none where
    /// the relation is not known.
    pub fn relatives(&self, chat: PeerId) -> Vec<PeerId> {
        let Some(relation) = self.relation(chat).relation else { return Vec::new() };
        let others = self.found.keys().copied().filter(|other| *other != chat);
        others.filter(|other| self.relation(*other).relation == Some(relation)).collect()
    }

    /// How the owner addresses a member of a group, by what they said to them in their own chat and
    /// here; whom they never addressed, as everybody here if it is all the same.
    pub fn address(&self, group: PeerId, person: PeerId) -> Option<Address> {
        let tally = self.profiles.tally(person);
        let mut theirs = tally.map(Addressed::in_chat).unwrap_or_default();
        let mut all = Addressed::default();
        for exemplar in self.recall.of_chat(group).take(ADDRESSED_BY) {
            for line in exemplar.answer.iter() {
                let words = words(line);
                all.add(&words);
                if exemplar.asker == person {
                    theirs.add(&words);
                }
            }
        }
        theirs.mostly().or(all.only())
    }

    /// How the owner writes in a chat, or with `None` at all.
    pub fn profile(&self, chat: Option<PeerId>) -> Profile {
        let relatives = chat.map(|chat| self.relatives(chat)).unwrap_or_default();
        self.profiles.profile(
            chat.as_ref().map(std::slice::from_ref),
            &relatives,
            &self.rhythm,
            &self.recall,
        )
    }

    /// The same with what it is drawn by, for the owner to look at. Takes up to some tenths of a second
    /// where very much was learnt.
    pub fn portrait(&self, of: Addressee) -> Portrait {
        let (chats, relatives) = match of {
            Addressee::Everybody => (None, Vec::new()),
            Addressee::Relation(relation) => (Some(self.related(relation)), Vec::new()),
            Addressee::Chat(chat) => (Some(vec![chat]), self.relatives(chat)),
        };
        let Self { profiles, rhythm, recall, .. } = self;
        Portrait::draw(profiles, rhythm, recall, chats.as_deref(), &relatives)
    }

    /// With whom the owner writes most, the most texts first: how many texts they wrote to each.
    pub fn most_written_to(&self, most: usize) -> Vec<(PeerId, u32)> {
        let mut chats: Vec<(PeerId, u32)> = self
            .profiles
            .chats()
            .map(|(chat, tally)| (chat, tally.own_texts()))
            .filter(|(_, texts)| *texts > 0)
            .collect();
        chats.sort_by_key(|(chat, texts)| (std::cmp::Reverse(*texts), *chat));
        chats.truncate(most);
        chats
    }

    /// The chats with a relation, in the order of their numbers.
    fn related(&self, relation: Relation) -> Vec<PeerId> {
        let chats = self.found.keys().copied();
        chats.filter(|chat| self.relation(*chat).relation == Some(relation)).collect()
    }

    /// How much a text reads like the owner's; `None` while too little was learnt.
    pub fn likeness(&self) -> Option<&LikenessModel> {
        self.likeness.model()
    }

    /// Tells how well replies fit questions, by what was learnt up to now. Takes some milliseconds to
    /// make.
    pub fn fit(&self) -> Fit {
        Fit::new(Arc::clone(&self.lexicon), &self.asked)
    }

    /// How many exemplars were learnt.
    pub fn exemplar_count(&self) -> usize {
        self.recall.len()
    }
}

/// The turn goes on, and the answer with it, unless the pause was longer than typing takes. An
/// answer that is more than its words is none to be used again.
fn extend(
    recall: &mut RecallIndex,
    answer: &mut OpenAnswer,
    turn: &Turn,
    message: MessageId,
    pause: Duration,
) {
    if turn.partial {
        recall.strike(answer.exemplar);
    } else if let Some((last, line)) = turn.lines.last()
        && *last == message
    {
        let length = u32::try_from(line.chars().count()).unwrap_or(u32::MAX);
        answer.ended |= pause > LONGEST_PAUSE + TYPING_PER_CHAR * length;
        if !answer.ended {
            recall.extend_answer(answer.exemplar, message, line);
        }
    }
}

/// What the owner's turn, which has just begun with `message`, answers.
fn exemplar(turns: &VecDeque<Turn>, answer: &Turn, message: &Message) -> Option<Exemplar> {
    let (_, first_line) = answer.lines.first()?;
    if answer.partial {
        return None;
    }
    let (place, question) = match message.reply_to {
        Some(target) => turns.iter().enumerate().find_map(|(place, turn)| {
            let (_, line) = turn.lines.iter().find(|(id, _)| *id == target)?;
            Some((place, Lines::from_iter([line.as_str()])))
        })?,
        None => {
            let last = turns.back().filter(|turn| !turn.partial)?;
            let lines = last.lines.iter().map(|(_, line)| line.as_str()).collect();
            (turns.len() - 1, lines)
        }
    };
    let asked = &turns[place];
    let latest = if message.chat.0 < 0 && message.reply_to.is_none() {
        LATEST_GROUP_ANSWER
    } else {
        LATEST_ANSWER
    };
    if asked.author != Author::Other
        || question.is_empty()
        || message.sent_at.since(asked.ended_at) > latest
    {
        return None;
    }
    let context = place
        .checked_sub(1)
        .map(|before| &turns[before])
        .filter(|before| asked.began_at.since(before.ended_at) <= CONTEXT_REACH)
        .map(|before| last_lines(before).collect())
        .unwrap_or_default();
    Some(Exemplar {
        chat: message.chat,
        asker: if message.chat.is_user() { message.chat } else { asked.sender },
        context,
        question,
        answer: Lines::from_iter([first_line.as_str()]),
        asked_at: asked.ended_at.min(message.sent_at),
        answered_at: message.sent_at,
        answer_id: message.id,
        answer_last_id: message.id,
    })
}

/// What is counted of what was asked and of all that was said around it.
fn question(turns: &VecDeque<Turn>, exemplar: &Exemplar) -> Words {
    let texts: Vec<&str> = exemplar.question.iter().collect();
    let context: Vec<Said<'_>> = turns
        .iter()
        .filter(|turn| exemplar.answered_at.since(turn.ended_at) <= CONTEXT_REACH)
        .flat_map(|turn| turn.lines.iter().map(|(_, line)| (line.as_str(), turn.author)))
        .filter(|(text, _)| !texts.contains(text))
        .map(|(text, author)| Said { text, by_owner: author != Author::Other })
        .collect();
    Words::of(&Asked { texts: &texts, context: &context })
}

/// What of a turn is kept as context: the end of what was said last.
fn last_lines(turn: &Turn) -> impl Iterator<Item = &str> {
    let first = turn.lines.len().saturating_sub(CONTEXT_LINES);
    turn.lines[first..].iter().map(|(_, line)| {
        let end = line.char_indices().nth(CONTEXT_CHARS);
        end.map_or(line.as_str(), |(end, _)| &line[..end])
    })
}
