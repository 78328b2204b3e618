//! `aitwin answer`: answers a batch of moments with a twin learnt from one history alone, in the
//! formats of a likeness benchmark.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use sha2::{Digest, Sha256};
use style::Learner;
use twin::measure::Occasion;
use twin::{Always, Conversation, Ranker};

use super::say;
use crate::cli::AnswerArgs;
use crate::config::{Config, Overrides};
use crate::eval::gather;
use crate::language::{Texts, text};
use crate::stylebench::{self, ContextMessage, ContextRow, ReplyRow, Score, SelectRow};
use crate::trouble::Trouble;
use crate::writer::{Writer, took_in_words};

pub(crate) async fn answer(
    texts: &Texts,
    config: Option<&Path>,
    arguments: &AnswerArgs,
) -> Result<()> {
    let settings = Config::load(config, Overrides::default())?;
    let writer = Writer::new(&arguments.by, &settings.model)?;
    let inputs = [Some(&arguments.history), Some(&arguments.contexts), arguments.select.as_ref()];
    if let Some(path) = inputs.into_iter().flatten().find(|path| is_same(path, &arguments.out)) {
        return Err(Trouble::OverInput { path: path.clone() }.into());
    }
    let owner = arguments.owner.map(PeerId);
    let history = gather::from_export(&arguments.history, owner, None)?;
    let mut contexts = stylebench::read_contexts(&arguments.contexts)?;
    if contexts.is_empty() {
        return Err(Trouble::NoMoments { path: arguments.contexts.clone() }.into());
    }
    let select = match &arguments.select {
        Some(path) => stylebench::read_select(path)?,
        None => Vec::new(),
    };
    let mut learner = Learner::new();
    for message in &history {
        learner.observe(message);
    }
    let owner = history.iter().find(|message| message.author == Author::Owner);
    let Some(owner) = owner.filter(|_| learner.exemplar_count() > 0) else {
        return Err(Trouble::NothingToRecall { path: arguments.history.clone() }.into());
    };
    for context in &mut contexts {
        context.chat_id = chat_of(&learner, context.chat_id).0;
    }
    let ranker = Ranker::new(&learner);
    let twin = Twin {
        owner: owner.sender,
        seed: arguments.seed,
        always: Always::new(&learner, &ranker),
        ranker: &ranker,
        learner: &learner,
    };
    let mut rows: Vec<ReplyRow> = match writer {
        None => contexts.iter().map(|context| twin.reply(context)).collect(),
        Some(writer) => {
            let contexts = sampled(&contexts, arguments.by.sample);
            let moments: Vec<Moment> =
                contexts.iter().map(|context| Moment::of(context, owner.sender)).collect();
            let occasions: Vec<Occasion<'_>> = moments
                .iter()
                .zip(&contexts)
                .map(|(moment, context)| Occasion {
                    conversation: moment.conversation(),
                    seed: seed_of(arguments.seed, &context.id),
                })
                .collect();
            let written = writer.write(&learner, &occasions).await?;
            for line in took_in_words(&writer.took(&written), texts) {
                say(&line)?;
            }
            // The guard is not asked: how like the owner a reply is has nothing to do with whether it
            // may be sent.
            let replies = contexts.iter().zip(&written);
            replies.map(|(context, written)| twin.row(context, written.best().to_vec())).collect()
        }
    };
    let answered = rows.len();
    if let Some(path) = &arguments.select {
        rows.extend(twin.scores(&contexts, &select, path)?);
    }
    stylebench::write(&arguments.out, &rows)?;
    say(&text!(
        texts,
        "answer-done",
        answered = answered,
        scored = select.len(),
        exemplars = learner.exemplar_count(),
        path = arguments.out.display().to_string()
    ))
}

/// The chat that a moment is in: an export numbers persons, groups and channels each from 1.
fn chat_of(learner: &Learner, number: i64) -> PeerId {
    let known = |chat: &PeerId| learner.recall().of_chat(*chat).next().is_some();
    style::export::chats_numbered(number).into_iter().find(known).unwrap_or(PeerId(number))
}

/// So many of the moments, evenly spread; all of them if no number is given.
fn sampled(contexts: &[ContextRow], sample: Option<NonZeroUsize>) -> Vec<ContextRow> {
    let count = sample.map_or(contexts.len(), NonZeroUsize::get).min(contexts.len());
    (0..count).map(|place| contexts[place * contexts.len() / count].clone()).collect()
}

/// Whether both paths lead to one file.
fn is_same(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        // What is not there cannot be overwritten.
        _ => false,
    }
}

/// A twin that answers a benchmark's moments, each by itself.
struct Twin<'a> {
    owner: PeerId,
    seed: u64,
    always: Always<'a>,
    ranker: &'a Ranker<'a>,
    learner: &'a Learner,
}

impl Twin<'_> {
    fn reply(&self, context: &ContextRow) -> ReplyRow {
        let moment = Moment::of(context, self.owner);
        let seed = seed_of(self.seed, &context.id);
        let bubbles = self.always.answer(&moment.conversation(), seed).unwrap_or_default();
        self.row(context, bubbles)
    }

    /// A reply with the time that it would take.
    fn row(&self, context: &ContextRow, bubbles: Vec<String>) -> ReplyRow {
        let moment = Moment::of(context, self.owner);
        let seed = seed_of(self.seed, &context.id);
        let delay = self.learner.draw_delay(moment.chat, moment.asked_at, moment.overtaken, seed);
        ReplyRow {
            id: context.id.clone(),
            delay_s: (!bubbles.is_empty()).then(|| delay.as_secs_f64().round()),
            bubbles: Some(twin::measure::in_its_marks(&bubbles)),
            scores: None,
        }
    }

    /// Scores lists of candidates. Scores of one list compare its candidates only, but files hold one
    /// score for a candidate of a moment: a list that shares candidates with an earlier one of the
    /// same moment is moved as a whole, so that they agree.
    fn scores(
        &self,
        contexts: &[ContextRow],
        select: &[SelectRow],
        path: &Path,
    ) -> Result<Vec<ReplyRow>, Trouble> {
        let mut known: HashMap<(&str, &str), f64> = HashMap::new();
        let mut rows = Vec::new();
        for list in select {
            let context = contexts.iter().find(|context| context.id == list.id);
            let context = context.ok_or_else(|| Trouble::UnknownMoment {
                id: list.id.clone(),
                path: path.to_owned(),
            })?;
            let moment = Moment::of(context, self.owner);
            let replies: Vec<&str> =
                list.candidates.iter().map(|candidate| candidate.text.as_str()).collect();
            let scores = self.ranker.scores(&moment.conversation(), &replies);
            let scored = || list.candidates.iter().zip(scores.iter().copied().map(f64::from));
            let apart: Vec<f64> = scored()
                .filter_map(|(candidate, score)| {
                    Some(known.get(&(&*list.id, &*candidate.id))? - score)
                })
                .collect();
            let moved = apart.iter().sum::<f64>() / apart.len().max(1) as f64;
            let scores = scored().map(|(candidate, score)| Score {
                candidate: candidate.id.clone(),
                score: *known.entry((&list.id, &candidate.id)).or_insert(score + moved),
            });
            let scores = Some(scores.collect());
            rows.push(ReplyRow { id: list.id.clone(), scores, ..ReplyRow::default() });
        }
        Ok(rows)
    }
}

/// A moment as the twin sees it.
struct Moment {
    chat: PeerId,
    before: Vec<Message>,
    burst: Vec<Message>,
    now: Timestamp,
    /// When the last message to answer was written.
    asked_at: Timestamp,
    /// How long after it something else was said last.
    overtaken: Duration,
}

impl Moment {
    fn of(context: &ContextRow, owner: PeerId) -> Self {
        let chat = PeerId(context.chat_id);
        let (mut burst, mut before) = (Vec::new(), Vec::new());
        for row in &context.messages {
            let side = if context.answer_to.contains(&row.id) { &mut burst } else { &mut before };
            side.push(message(row, chat, owner));
        }
        before.sort_by_key(|message| message.sent_at);
        let last = |messages: &[Message]| messages.iter().map(|message| message.sent_at).max();
        let now = Timestamp::from_secs(context.now);
        let asked_at = last(&burst).unwrap_or(now);
        let overtaken = last(&before).map_or(Duration::ZERO, |last| last.since(asked_at));
        Self { chat, before, burst, now, asked_at, overtaken }
    }

    fn conversation(&self) -> Conversation<'_> {
        Conversation { chat: self.chat, before: &self.before, burst: &self.burst, now: self.now }
    }
}

fn message(row: &ContextMessage, chat: PeerId, owner: PeerId) -> Message {
    let number = row.from_id.trim_start_matches(|c: char| !c.is_ascii_digit());
    let sender = PeerId(number.parse().unwrap_or_default());
    let id = |id: i64| i32::try_from(id).ok().map(MessageId);
    Message {
        chat,
        // A number that no message of Telegram has is nobody's; nothing refers to it.
        id: id(row.id).unwrap_or(MessageId(0)),
        author: if sender == owner { Author::Owner } else { Author::Other },
        sender,
        sent_at: Timestamp::from_secs(row.ts),
        content: Content::Text { text: row.text.clone() },
        reply_to: row.reply_to.and_then(id),
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

/// A seed for each moment, whichever others are asked with it.
fn seed_of(seed: u64, id: &str) -> u64 {
    let digest = Sha256::new().chain_update(seed.to_le_bytes()).chain_update(id).finalize();
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&digest[..8]);
    u64::from_le_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_of_a_group_is_answered_from_what_was_said_in_that_group() {
        let [_, _, group] = style::export::chats_numbered(1);
        let mut learner = Learner::new();
        for (id, author) in [(1, Author::Other), (2, Author::Owner)] {
            learner.observe(&Message {
                chat: group,
                id: MessageId(id),
                author,
                sender: PeerId(i64::from(id)),
                sent_at: Timestamp::from_secs(i64::from(id) * 10),
                content: Content::Text { text: "а когда?".to_owned() },
                reply_to: None,
                forwarded: false,
                via_bot: false,
                mentions_owner: false,
            });
        }
        assert_eq!(chat_of(&learner, 1), group);
        assert_eq!(chat_of(&learner, 2), PeerId(2), "nobody has heard of it");
    }
}
