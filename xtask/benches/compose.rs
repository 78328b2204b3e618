//! What is done around a model's own time for one reply: drawing up the question, and choosing
//! among what was written.
//!
//! `cargo xtask bench compose` runs this as `cargo bench -p xtask --bench compose`. The messages are
//! made up (`talk`), and the model's candidates are too: it takes no time. One thread does all.
//! Prints a JSON object per measured number.

mod report;
mod talk;

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use domain::{Author, Completion, Content, Message, MessageId, PromptSize};
use report::print;
use style::Learner;
use talk::{NOW, SplitMix, Vocabulary};
use twin::write::{Known, Manner, Request, choose};
use twin::{Composition, Conversation};

const MESSAGES: u32 = 1_000_000;
const CHATS: u32 = 400;
const SEED: u64 = 1;
/// So many exemplars are learnt.
const EXEMPLARS: usize = 100_000;
const REPLIES: usize = 1_000;
/// In so many chats, whose manner is known already.
const KNOWN_CHATS: usize = 10;
const CANDIDATES: usize = 4;

fn main() -> Result<()> {
    let vocabulary = Vocabulary::new();
    let mut learner = Learner::new();
    for message in talk::history(&vocabulary, MESSAGES, CHATS, SEED) {
        learner.observe(&message);
        if learner.exemplar_count() == EXEMPLARS {
            break;
        }
    }
    let exemplars = learner.exemplar_count();
    // It is made for the first reply that needs it, and kept.
    learner.likeness();
    let mut random = SplitMix::new(SEED + 1);
    let asked: Vec<talk::Asked> =
        (0..KNOWN_CHATS).map(|_| talk::Asked::new(&vocabulary, CHATS, &mut random)).collect();
    let mut making = Vec::new();
    let manners: Vec<Manner> = asked
        .iter()
        .map(|asked| {
            let begun = Instant::now();
            let manner = Manner::new(&learner, asked.chat, PromptSize::Large);
            making.push(begun.elapsed());
            manner
        })
        .collect();
    let mut times = Vec::new();
    for (asked, manner) in asked.iter().zip(&manners).cycle().take(REPLIES) {
        let next =
            talk::Asked { chat: asked.chat, ..talk::Asked::new(&vocabulary, CHATS, &mut random) };
        times.push(reply(&learner, manner, &next, &vocabulary, &mut random)?);
    }
    print(
        &format!("around a model with {exemplars} exemplars, p99 of {REPLIES} replies"),
        &at(&mut times, 0.99),
        "under 15 ms",
    )?;
    print("the same, p50", &at(&mut times, 0.5), "")?;
    print("looking at the owner's manner in a chat, once in 64 answers", &at(&mut making, 0.5), "")
}

fn at(times: &mut [Duration], quantile: f64) -> String {
    times.sort_unstable();
    let place = ((times.len() - 1) as f64 * quantile).round() as usize;
    format!("{:.2} ms", times[place].as_secs_f64() * 1e3)
}

/// How long the twin takes for a reply, beside the model.
fn reply(
    learner: &Learner,
    manner: &Manner,
    asked: &talk::Asked,
    vocabulary: &Vocabulary,
    random: &mut SplitMix,
) -> Result<Duration> {
    let message = |(id, text): (i32, &String)| Message {
        chat: asked.chat,
        id: MessageId(id),
        author: Author::Other,
        sender: asked.chat,
        sent_at: NOW,
        content: Content::Text { text: text.clone() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    };
    let before = [message((1, &asked.context))];
    let burst: Vec<Message> = (2..).zip(&asked.texts).map(message).collect();
    let conversation = Conversation { chat: asked.chat, before: &before, burst: &burst, now: NOW };
    let written = (0..CANDIDATES).map(|_| {
        let said = talk::Asked::new(vocabulary, CHATS, random);
        format!(" {}\n\n", said.texts.join("\nB: "))
    });
    let completion =
        Completion { candidates: written.collect(), model: String::new(), took: Duration::ZERO };
    let known = Known::default();
    let begun = Instant::now();
    let Ok(request) = Request::new(learner, manner, &conversation, &known, CANDIDATES, SEED) else {
        bail!("nothing was asked");
    };
    let composed = choose(learner, manner, &conversation, &known, &request, &completion);
    let took = begun.elapsed();
    // Whatever it is, it must not be optimised away.
    if matches!(composed, Composition::Answer { bubbles, .. } if bubbles.is_empty()) {
        bail!("an empty reply");
    }
    Ok(took)
}
