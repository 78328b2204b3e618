//! Neither what the other side has just said nor what was answered last is said again, and nothing
//! over and over.

use std::collections::BTreeSet;

use style::language::Concept::{Bye, Evening, Greeting, Love, Miss, Morning, Night, Thanks};
use style::language::{phrases, words};

use super::Outcome;
use super::reply::Reply;
use domain::Author;

/// From so many words on, saying what was said is no agreement but an echo.
const ECHO: usize = 4;
/// So often a sign or a word may stand in a row.
const SIGNS: usize = 24;
const WORDS: usize = 5;
/// Of so many words, one in three at least is new.
const MANY: usize = 15;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let repeats = echoes(reply) || is_said_again(reply) || drones(reply);
    repeats.then_some(Outcome::Refuse)
}

fn echoes(reply: &Reply<'_>) -> bool {
    let said: Vec<&String> = reply.words.iter().filter(|word| *word != "?").collect();
    let asked = reply.asked.iter().any(|text| {
        let words = words(text);
        let asked: Vec<&String> = words.iter().filter(|word| *word != "?").collect();
        asked.windows(said.len().max(1)).any(|window| window == said)
    });
    said.len() >= ECHO && asked
}

/// Whether the last answer is given again, unless it is a mere courtesy.
fn is_said_again(reply: &Reply<'_>) -> bool {
    let before = reply.made.conversation.before.iter().rev();
    let mut last: Vec<&str> = before
        .skip_while(|message| message.author == Author::Other)
        .take_while(|message| message.author != Author::Other)
        .filter_map(|message| message.content.text())
        .collect();
    last.reverse();
    let last: Vec<String> =
        last.into_iter().flat_map(|text| words(&super::fold::fold(text))).collect();
    let courtesies = phrases(&last).into_iter().filter(|found| {
        matches!(found.concept, Greeting | Morning | Evening | Night | Thanks | Bye | Love | Miss)
    });
    let is_courtesy = courtesies.map(|found| found.len).sum::<usize>() == last.len();
    !last.is_empty() && last == reply.words && !is_courtesy
}

/// Whether the same stands there again and again.
fn drones(reply: &Reply<'_>) -> bool {
    let longest_run = |same: &mut dyn Iterator<Item = bool>| {
        let (mut longest, mut run) = (0, 1);
        for same in same {
            run = if same { run + 1 } else { 1 };
            longest = longest.max(run);
        }
        longest
    };
    let signs = reply.folded.iter().any(|text| {
        let mut pairs = text.chars().zip(text.chars().skip(1)).map(|(a, b)| a == b);
        longest_run(&mut pairs) > SIGNS
    });
    let spoken: Vec<&String> =
        reply.words.iter().filter(|word| word.chars().all(char::is_alphanumeric)).collect();
    let words = longest_run(&mut spoken.windows(2).map(|pair| pair[0] == pair[1])) > WORDS;
    let different: BTreeSet<&&String> = spoken.iter().collect();
    signs || words || (spoken.len() >= MANY && different.len() * 3 < spoken.len())
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, refuses};

    #[test]
    fn an_echo_is_refused() {
        let asked = "Слушай, а ты не знаешь, кто сегодня дежурит?";
        assert!(refuses(Rule::Repetition, asked, "а ты не знаешь кто сегодня дежурит"));
        assert!(refuses(
            Rule::Repetition,
            "did you see the new build",
            "Did you see the new build?"
        ));
        assert!(!refuses(Rule::Repetition, "ну ты как, норм?", "норм"));
        assert!(!refuses(Rule::Repetition, asked, "не знаю, кто сегодня дежурит"));
    }

    #[test]
    fn the_last_answer_is_not_given_again() {
        let case = Case::asked("ну?").owner_said("да иду я, иду");
        assert!(case.refuses(Rule::Repetition, "Да, иду я! иду"));
        assert!(!case.refuses(Rule::Repetition, "почти"));
        assert!(
            !Case::asked("спасибо").owner_said("спасибо!").refuses(Rule::Repetition, "спасибо")
        );
    }

    #[test]
    fn droning_is_refused_and_laughter_is_not() {
        assert!(refuses(Rule::Repetition, "ну", &"a".repeat(200)));
        assert!(refuses(Rule::Repetition, "ну", "купи купи купи купи купи купи купи"));
        assert!(refuses(Rule::Repetition, "ну", &"один за всех ".repeat(8)));
        for reply in ["ахахахаха", "ДАААААА!!!!!!", "ну)))))))))", "да да да", "😂😂😂😂😂😂"]
        {
            assert!(!refuses(Rule::Repetition, "ну", reply), "{reply}");
        }
    }
}
