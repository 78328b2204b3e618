//! How near the best exemplar's answer comes to what the owner really replied.

use std::collections::HashMap;
use std::fs::File;

use anyhow::Context as _;
use domain::Message;
use style::exemplar::Exemplar;
use style::export::{self, Item};
use style::fidelity::{self, Reply, System, clean_bubbles};
use style::holdout::{self, Holdout};
use style::{Learner, Query};

use crate::engine::Kind;

const MOMENTS: usize = 400;
/// Intervals are not asked for: all systems answer the same moments.
const BOOTSTRAPS: usize = 0;
const GRAM: usize = 3;

/// Sums over moments.
#[derive(Default, Clone, Copy)]
struct Sums {
    moments: usize,
    answered: usize,
    among_ten: usize,
    cosine: f64,
}

/// Asks every index at held-out moments of these exports, and prints the table.
pub(crate) fn print(histories: &[String]) -> anyhow::Result<()> {
    let mut sums = [Sums::default(); Kind::ALL.len()];
    for history in histories {
        let held = read(history).with_context(|| history.clone())?;
        add(&held, &mut sums)?;
        eprintln!("{history}: {} moments", held.moments.len());
    }
    println!(
        "\n| index, {} moments | answered | real reply in the first 10 of 100 | trigrams like the real reply's |",
        sums[0].moments
    );
    println!("|---|---:|---:|---:|");
    for (kind, sums) in Kind::ALL.iter().zip(sums) {
        let all = sums.moments as f64;
        println!(
            "| {} | {:.3} | {:.4} | {:.4} |",
            kind.name(),
            sums.answered as f64 / all,
            sums.among_ten as f64 / all,
            sums.cosine / all
        );
    }
    Ok(())
}

fn read(path: &str) -> anyhow::Result<Holdout> {
    let mut messages = Vec::new();
    export::read(File::open(path)?, &export::Options::default(), &mut |item| {
        if let Item::Message(message, _) = item {
            messages.push(message);
        }
        Ok(())
    })?;
    Ok(holdout::split(&messages, holdout::Options { moments: MOMENTS, seed: 1 })?)
}

fn add(held: &Holdout, sums: &mut [Sums]) -> anyhow::Result<()> {
    let mut learner = Learner::new();
    for message in &held.learn {
        learner.observe(message);
    }
    let exemplars: Vec<Exemplar> = learner.recall().exemplars().cloned().collect();
    let mut systems = Vec::new();
    for kind in Kind::ALL {
        let mut index = kind.index(exemplars.clone())?;
        let replies = held.moments.iter().map(|moment| {
            let (texts, context) = (texts(&moment.burst), texts(&moment.before));
            let query = Query {
                chat: moment.chat,
                asker: moment.chat,
                texts: &texts,
                context: last(&context),
                now: moment.now,
            };
            let answer = &exemplars[index.best(&query)?].answer;
            let bubbles = clean_bubbles(&answer.iter().collect::<Vec<_>>());
            Some(Reply { bubbles, delay_s: None })
        });
        let replies = vec![replies.collect()];
        systems.push(System { name: kind.name().to_owned(), replies, scores: Vec::new() });
    }
    let owner = &held.task.writers[0];
    let said: Vec<Vec<Option<Reply>>> =
        systems.iter().map(|system| system.replies[0].clone()).collect();
    let verdict = fidelity::evaluate(&held.task, systems, BOOTSTRAPS, false);
    for ((kind, said), sums) in Kind::ALL.iter().zip(said).zip(sums) {
        let judged = verdict.table.iter().find(|judged| judged.system == kind.name());
        let ranks = judged.into_iter().flat_map(|judged| &judged.ranks[0]);
        sums.among_ten += ranks.filter(|(_, rank)| *rank <= 10.0).count();
        sums.moments += said.len();
        for (moment, reply) in owner.moments.iter().zip(&said) {
            let Some(reply) = reply else { continue };
            sums.answered += 1;
            sums.cosine += cosine(&reply.text(), &held.task.replies[moment.truth].text());
        }
    }
    Ok(())
}

fn texts(messages: &[Message]) -> Vec<&str> {
    messages.iter().filter_map(|message| message.content.text()).collect()
}

/// As much of what was said before as the twin looks at.
fn last<'a, 'b>(texts: &'b [&'a str]) -> &'b [&'a str] {
    &texts[texts.len().saturating_sub(2)..]
}

/// The cosine of two texts as counted trigrams of characters.
fn cosine(a: &str, b: &str) -> f64 {
    let (a, b) = (grams(a), grams(b));
    let dot = |a: &Grams, b: &Grams| -> f64 {
        a.iter().filter_map(|(gram, count)| Some(count * b.get(gram)?)).sum()
    };
    let lengths = (dot(&a, &a) * dot(&b, &b)).sqrt();
    if lengths > 0.0 { dot(&a, &b) / lengths } else { 0.0 }
}

type Grams = HashMap<Vec<char>, f64>;

fn grams(text: &str) -> Grams {
    let text = format!(" {} ", text.to_lowercase());
    let chars: Vec<char> = text.chars().collect();
    let mut grams = Grams::new();
    for gram in chars.windows(GRAM) {
        *grams.entry(gram.to_vec()).or_default() += 1.0;
    }
    grams
}
