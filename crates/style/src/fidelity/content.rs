//! Does it say what the owner said? The rank of the real reply among many, by what the twin's reply
//! adds to its context; and how much of it only repeats the context, or copies the past.

use super::chars::long_words;
use super::embed::Embedder;
use super::numbers::{rank_of_first, share};
use super::sparse::{Row, Spread};
use super::task::{ContextWords, Reply, Seen, System, Task};

/// Shorter messages may be alike by chance.
const SHORTEST_COPY: usize = 20;

/// The words of a reply that are new against its context, as a text.
fn novel(context: &ContextWords, reply: &Reply) -> String {
    let lower = reply.text().to_lowercase();
    let new: Vec<&str> = long_words(&lower).filter(|word| !context.has(word)).collect();
    new.join(" ")
}

/// For each system and each moment that it answered, in their order: the rank of the real reply, from
/// 1, among the replies of the same writer, by cosine to the system's. Ties count half.
pub(super) fn novel_ranks(
    task: &Task,
    embedder: &Embedder,
    writer: usize,
    contexts: &[ContextWords],
    systems: &[System],
) -> Vec<Vec<f64>> {
    let mut spread = Spread::new(embedder.width());
    let mut ranks = vec![Vec::new(); systems.len()];
    for (place, moment) in task.writers[writer].moments.iter().enumerate() {
        let context = &contexts[place];
        let embed = |reply: &Reply| embedder.embed(&novel(context, reply));
        let pool: Vec<Row> = moment.same.iter().map(|at| embed(&task.replies[*at])).collect();
        for (system, ranks) in systems.iter().zip(&mut ranks) {
            let reply = system.replies.get(writer).and_then(|replies| replies[place].as_ref());
            let Some(reply) = reply.filter(|reply| !reply.bubbles.is_empty()) else { continue };
            spread.set(embed(reply));
            let scores: Vec<f64> = pool.iter().map(|row| spread.dot(row)).collect();
            ranks.push(rank_of_first(&scores));
        }
    }
    ranks
}

/// The share of longer messages that are copies of the history.
pub(super) fn verbatim<'a>(seen: &Seen, replies: impl Iterator<Item = &'a Reply>) -> f64 {
    let messages = replies.flat_map(|reply| &reply.bubbles);
    share(
        messages
            .filter(|text| text.chars().nth(SHORTEST_COPY - 1).is_some())
            .map(|text| seen.holds(text)),
    )
}

/// The share of longer words that their context holds too.
pub(super) fn echo<'a>(replies: impl Iterator<Item = (&'a ContextWords, &'a Reply)>) -> f64 {
    share(replies.flat_map(|(context, reply)| {
        let lower = reply.text().to_lowercase();
        long_words(&lower).map(|word| context.has(word)).collect::<Vec<_>>()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fidelity::task::Moment;

    fn reply(bubbles: &[&str]) -> Reply {
        Reply { bubbles: bubbles.iter().map(|text| (*text).to_owned()).collect(), delay_s: None }
    }

    fn context(text: &str) -> ContextWords {
        ContextWords::of(&Moment {
            id: String::new(),
            truth: 0,
            query: String::new(),
            context: vec![text.to_owned()],
            answered: Vec::new(),
            same: Vec::new(),
            cross: Vec::new(),
        })
    }

    #[test]
    fn only_what_is_new_counts() {
        let context = context("Когда проверка?");
        let reply = reply(&["Проверки не будет", "да и когда-то"]);
        assert_eq!(novel(&context, &reply), "будет");
        assert_eq!(echo([(&context, &reply)].into_iter()), 2.0 / 3.0);
    }

    #[test]
    fn copies_are_found_whole_and_inside() {
        let mut seen = Seen::default();
        seen.add("Посмотри в настройках, там есть галочка", true);
        seen.add("А это сказал кто-то другой в том же чате", false);
        let replies = [
            reply(&["посмотри  в настройках, там", "короткое"]),
            reply(&["а это сказал кто-то другой в том же чате"]),
            reply(&["это сказал кто-то другой в том же"]),
            reply(&["совсем новое длинное сообщение"]),
        ];
        assert_eq!(verbatim(&seen, replies.iter()), 0.5);
        assert_eq!(verbatim(&seen, [].into_iter()), 0.0);
    }
}
