//! From a history to what is learnt from, what is answered, and what judges.

use std::collections::{BTreeMap, HashSet};

use domain::{Author, Message, PeerId, Timestamp};
use sha2::{Digest, Sha256};

use super::pairs::{Answer, Chat};
use super::{FEWEST_JUDGED, FEWEST_PAIRS, Held, Holdout, MOST_OTHERS, Options, TooLittle};
use crate::fidelity::draws::Draws;
use crate::fidelity::{Moment, Reply, Task, Writer};

/// The share of the owner's replies that is the past.
const PAST: f64 = 0.8;
/// How many replies the true one is looked for among.
const POOL: usize = 100;
const DAY_SECS: i64 = 24 * 3600;
/// The name of the owner among the task's writers.
const OWNER: &str = "owner";

/// A reply somewhere in the history.
#[derive(Clone, Copy)]
struct Place<'a> {
    chat: &'a Chat<'a>,
    answer: &'a Answer,
}

impl Place<'_> {
    fn at(&self) -> Timestamp {
        self.chat.turns[self.answer.turn].began_at
    }

    fn reply(&self) -> Reply {
        self.chat.pair(self.answer).reply
    }
}

/// Whether a moment lies on a day, in UTC, that only the judge may see: one in three.
fn is_judge_day(at: Timestamp) -> bool {
    let day = at.as_secs().div_euclid(DAY_SECS);
    Sha256::digest(format!("judge|{day}"))[0].is_multiple_of(3)
}

/// Parts a history: the last fifth of the owner's replies is held out; of the days before it a third
/// is the judge's, by which the owner is told from others; the rest is what a twin may learn from.
/// Messages may come in any order.
pub fn split(messages: &[Message], options: Options) -> Result<Holdout, TooLittle> {
    let mut by_chat: BTreeMap<PeerId, Vec<&Message>> = BTreeMap::new();
    for message in messages {
        by_chat.entry(message.chat).or_default().push(message);
    }
    let chats: Vec<Chat<'_>> =
        by_chat.into_iter().map(|(id, messages)| Chat::of(id, messages)).collect();

    let mut by_writer: BTreeMap<PeerId, Vec<Place<'_>>> = BTreeMap::new();
    let mut own: Vec<Place<'_>> = Vec::new();
    for chat in &chats {
        for answer in &chat.answers {
            let turn = &chat.turns[answer.turn];
            let place = Place { chat, answer };
            if turn.author == Author::Owner {
                own.push(place);
            } else {
                by_writer.entry(turn.sender).or_default().push(place);
            }
        }
    }
    own.sort_by_key(|place| (place.at(), place.chat.id, place.answer.turn));
    if own.len() < FEWEST_PAIRS {
        let owner_messages =
            messages.iter().filter(|message| message.author == Author::Owner).count();
        return Err(TooLittle { messages: messages.len(), owner_messages, pairs: own.len() });
    }
    let (past, heldout) = own.split_at((own.len() as f64 * PAST) as usize);
    let cut = heldout[0].at();

    let mut parts = Parts::default();
    let owner = parts.writer(OWNER.to_owned(), past);
    let mut others: Vec<Writer> = by_writer
        .into_iter()
        .map(|(id, mut places)| {
            places.retain(|place| place.at() < cut);
            places.sort_by_key(|place| (place.at(), place.chat.id, place.answer.turn));
            (id, places)
        })
        .map(|(id, places)| parts.writer(id.to_string(), &places))
        .filter(|writer| writer.judge_days.len() >= FEWEST_JUDGED && !writer.history.is_empty())
        .collect();
    // Stable: of those with equally many, the one with the smaller id.
    others.sort_by_key(|writer| std::cmp::Reverse(writer.history.len() + writer.judge_days.len()));
    others.truncate(MOST_OTHERS);

    let learn = learnt(&chats, cut);
    let attribution = owner.judge_days.len() >= FEWEST_JUDGED && !others.is_empty();
    let pairs = own.len();
    let (owner, moments) = parts.ask(owner, heldout, &others, options);
    let mut writers = vec![owner];
    writers.extend(others);
    for message in &learn {
        if let Some(text) = message.content.text() {
            let text = crate::fidelity::clean(text);
            writers[0].seen.add(&text, message.author == Author::Owner);
        }
    }
    let task = Task { writers, replies: parts.replies, seed: options.seed };
    Ok(Holdout { learn, moments, task, pairs, attribution })
}

/// Everything before the held-out part, without the judge's days.
fn learnt(chats: &[Chat<'_>], cut: Timestamp) -> Vec<Message> {
    chats
        .iter()
        .flat_map(|chat| &chat.turns)
        .filter(|turn| !is_judge_day(turn.began_at))
        .flat_map(|turn| &turn.messages)
        .filter(|message| message.sent_at < cut)
        .map(|message| (*message).clone())
        .collect()
}

/// The parts of a task while they are put together.
#[derive(Default)]
struct Parts {
    replies: Vec<Reply>,
}

impl Parts {
    fn keep(&mut self, reply: Reply) -> usize {
        self.replies.push(reply);
        self.replies.len() - 1
    }

    /// Somebody's replies of the past, in order of time.
    fn writer(&mut self, name: String, past: &[Place<'_>]) -> Writer {
        let mut writer = Writer { name, ..Writer::default() };
        for place in past {
            if is_judge_day(place.at()) {
                writer.judge_days.push(self.keep(place.reply()));
            } else {
                writer.history.push(place.chat.pair(place.answer));
            }
        }
        writer
    }

    /// What the owner is asked, and the candidates for it.
    fn ask(
        &mut self,
        mut owner: Writer,
        heldout: &[Place<'_>],
        others: &[Writer],
        options: Options,
    ) -> (Writer, Vec<Held>) {
        let kept: Vec<usize> = heldout.iter().map(|place| self.keep(place.reply())).collect();
        owner.heldout.clone_from(&kept);
        let mut draws = Draws::of(options.seed, &["pools"]);
        let of_others: Vec<usize> =
            others.iter().flat_map(|writer| writer.judge_days.iter().copied()).collect();
        let asked = heldout.len().min(options.moments);
        let mut moments = Vec::with_capacity(asked);
        for at in (0..asked).map(|at| at * heldout.len() / asked) {
            let place = &heldout[at];
            let mut order = shuffled(&mut draws, &kept);
            order.extend(shuffled(&mut draws, &owner.judge_days));
            let same = self.pool(kept[at], &order);
            let cross = self.pool(kept[at], &shuffled(&mut draws, &of_others));
            let (held, context) = held(place);
            let burst: HashSet<_> = held.burst.iter().map(|message| message.id).collect();
            let said = |keep: &dyn Fn(&Message) -> bool| -> Vec<String> {
                let kept = context.iter().filter(|(message, _)| keep(message));
                kept.map(|(_, text)| text.clone()).collect()
            };
            owner.moments.push(Moment {
                id: format!("{}-{}", place.chat.id, held.now.as_secs()),
                truth: kept[at],
                query: place.chat.pair(place.answer).query,
                context: said(&|_| true),
                answered: said(&|message| burst.contains(&message.id)),
                same,
                cross: if cross.len() > 1 { cross } else { Vec::new() },
            });
            moments.push(held);
        }
        (owner, moments)
    }

    /// The true reply and others in this order, all different, as many as belong into a pool.
    fn pool(&self, truth: usize, order: &[usize]) -> Vec<usize> {
        let key = |at: usize| self.replies[at].text().trim().to_lowercase();
        let mut seen = HashSet::from([key(truth)]);
        let mut pool = vec![truth];
        for at in order {
            if pool.len() == POOL {
                break;
            }
            if seen.insert(key(*at)) {
                pool.push(*at);
            }
        }
        pool
    }
}

fn shuffled(draws: &mut Draws, items: &[usize]) -> Vec<usize> {
    draws.permutation(items.len()).into_iter().map(|at| items[at]).collect()
}

/// The moment for a twin, and all messages that came before with their cleaned texts.
fn held<'a>(place: &Place<'a>) -> (Held, Vec<(&'a Message, String)>) {
    let Place { chat, answer } = place;
    let messages = |turns: &[usize]| -> Vec<Message> {
        turns.iter().flat_map(|at| &chat.turns[*at].messages).map(|m| (*m).clone()).collect()
    };
    let held = Held {
        chat: chat.id,
        before: messages(&answer.context),
        burst: messages(&[answer.answered]),
        now: place.at(),
    };
    let turns = answer.context.iter().chain([&answer.answered]);
    let said = turns.flat_map(|at| &chat.turns[*at].messages).map(|message| {
        (*message, crate::fidelity::clean(message.content.text().unwrap_or_default()))
    });
    (held, said.filter(|(_, text)| !text.is_empty()).collect())
}
