//! What the figures are to be compared with: replies made without any understanding.

use super::draws::Draws;
use super::embed::Embedder;
use super::parallel;
use super::sparse::{Row, Spread};
use super::task::{Reply, System, Task, Writer};

/// The real replies themselves; what compares two samples compares two halves of them.
pub const REAL: &str = "real";
/// A reply of another owner.
pub const OTHER_AUTHOR: &str = "other_author";
/// A random reply of the owner's past.
pub const RANDOM_OWN: &str = "random_own";
/// The owner's past reply to the nearest moment of the past.
pub const RETRIEVAL: &str = "retrieval";
/// The message to answer.
pub const ECHO: &str = "echo";
/// The same polite sentence everywhere.
pub const GENERIC: &str = "generic";

/// All of them.
pub const BASELINES: [&str; 6] = [REAL, OTHER_AUTHOR, RANDOM_OWN, RETRIEVAL, ECHO, GENERIC];

/// What an assistant says that has nothing to say.
const GENERIC_RU: &str = "Спасибо за ваш вопрос! Я с удовольствием помогу. Пожалуйста, уточните \
                          детали, и я постараюсь дать максимально полный ответ.";
const GENERIC_EN: &str = "Thank you for your message! I'd be happy to help. Could you please \
                          provide more details so that I can give you a complete answer?";
/// How many replies tell the language, and the share of Russian letters that makes it Russian.
const LANGUAGE_REPLIES: usize = 2000;
const RUSSIAN_FROM: f64 = 0.3;

/// The replies of each baseline to a writer's moments.
type Replies = [Vec<Option<Reply>>; BASELINES.len()];

pub(super) fn systems(task: &Task, embedder: &Embedder) -> Vec<System> {
    let generic = Reply {
        bubbles: vec![if is_russian(task) { GENERIC_RU } else { GENERIC_EN }.to_owned()],
        delay_s: None,
    };
    let writers =
        parallel::map(&task.writers, |writer| of_writer(task, embedder, writer, &generic));
    let mut systems: Vec<System> = BASELINES
        .iter()
        .map(|name| System { name: (*name).to_owned(), replies: Vec::new(), scores: Vec::new() })
        .collect();
    for replies in writers {
        for (system, replies) in systems.iter_mut().zip(replies) {
            system.replies.push(replies);
        }
    }
    systems.retain(|system| system.replies.iter().flatten().any(Option::is_some));
    systems
}

fn of_writer(task: &Task, embedder: &Embedder, writer: &Writer, generic: &Reply) -> Replies {
    let mut draws = Draws::of(task.seed, &["baselines", &writer.name]);
    let mut replies: Replies = Default::default();
    let past: Vec<Row> = if writer.moments.is_empty() {
        Vec::new()
    } else {
        writer.history.iter().map(|pair| embedder.embed(&pair.query)).collect()
    };
    let mut spread = Spread::new(embedder.width());
    for moment in &writer.moments {
        let [real, other, random, retrieval, echo, canned] = &mut replies;
        real.push(Some(task.replies[moment.truth].clone()));
        let others = moment.cross.get(1..).unwrap_or_default();
        other.push(
            (!others.is_empty()).then(|| task.replies[others[draws.below(others.len())]].clone()),
        );
        let drawn = draws.below(writer.history.len());
        random.push(writer.history.get(drawn).map(|pair| pair.reply.clone()));
        spread.set(embedder.embed(&moment.query));
        let mut nearest = (0, 0.0);
        for (place, row) in past.iter().enumerate() {
            let likeness = spread.dot(row);
            if likeness > nearest.1 {
                nearest = (place, likeness);
            }
        }
        retrieval.push(writer.history.get(nearest.0).map(|pair| pair.reply.clone()));
        echo.push(Some(Reply { bubbles: moment.answered.clone(), delay_s: None }));
        canned.push(Some(generic.clone()));
    }
    replies
}

fn is_russian(task: &Task) -> bool {
    let pairs = task.writers.iter().flat_map(|writer| &writer.history);
    let (mut russian, mut letters) = (0_usize, 0_usize);
    for pair in pairs.take(LANGUAGE_REPLIES) {
        let text = pair.reply.text().to_lowercase();
        letters += text.chars().filter(|c| super::chars::is_letter(*c)).count();
        russian += text.chars().filter(|c| ('а'..='я').contains(c)).count();
    }
    russian as f64 > RUSSIAN_FROM * letters as f64
}
