//! Nothing is sent that is longer than the owner ever writes.

use super::Outcome;
use super::reply::Reply;

/// Whatever the owner writes, no reply is longer, in characters and messages.
const CHARS: usize = 900;
const BUBBLES: usize = 10;
/// However short the owner writes, or while little is known, so much may be said in one message, and
/// in so many messages.
const FEW_CHARS: usize = 160;
const FEW_BUBBLES: usize = 4;
/// How many of the newest replies in the chat show how many messages the owner sends, and from how
/// many on they do.
const LOOKED_AT: usize = 1000;
const ENOUGH: usize = 100;
/// One in so many replies may have more messages than are allowed.
const SELDOM: usize = 200;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let lengths: Vec<usize> =
        reply.made.bubbles.iter().map(|bubble| bubble.chars().count()).collect();
    let longest = reply.made.learner.longest_text().unwrap_or(0).max(FEW_CHARS);
    let too_long = lengths.iter().any(|length| *length > longest)
        || lengths.iter().sum::<usize>() > CHARS.min(longest * FEW_BUBBLES)
        || lengths.len() > most_bubbles(reply);
    too_long.then_some(Outcome::Refuse)
}

fn most_bubbles(reply: &Reply<'_>) -> usize {
    let recall = reply.made.learner.recall();
    let mut counts: Vec<usize> = recall
        .of_chat(reply.made.conversation.chat)
        .take(LOOKED_AT)
        .map(|exemplar| exemplar.answer.iter().count())
        .collect();
    if counts.len() < ENOUGH {
        return FEW_BUBBLES;
    }
    counts.sort_unstable();
    counts[counts.len() - 1 - counts.len() / SELDOM].clamp(FEW_BUBBLES, BUBBLES)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, refuses};
    use super::super::{Rule, Verdict};

    #[test]
    fn an_essay_is_refused() {
        assert!(refuses(Rule::Length, "как дела?", &"ну вот так ".repeat(300)));
        assert!(refuses(Rule::Length, "как дела?", &"слово ".repeat(40)));
        assert!(!refuses(Rule::Length, "как дела?", "да нормально всё, а у тебя что нового?"));
    }

    #[test]
    fn many_messages_are_refused_unless_the_owner_writes_so() {
        let refused = |case: &Case, count| {
            case.verdicts(&vec!["ну"; count]).contains(&Verdict::Refuse(Rule::Length))
        };
        let case = Case::asked("как дела?");
        assert!(!refused(&case, 3));
        assert!(refused(&case, 5) && refused(&case, 50));
        let talkative = Case::asked("как дела?").answers_of(7, 120);
        assert!(!refused(&talkative, 7));
        assert!(refused(&talkative, 8));
    }

    #[test]
    fn who_writes_long_may_write_long() {
        let long = "такие вот дела у нас тут ".repeat(10);
        assert!(refuses(Rule::Length, "как дела?", &long));
        let wordy = Case::asked("как дела?").learnt(&[7; 60], "как дела?", &long);
        assert!(!wordy.refuses(Rule::Length, &long));
        assert!(wordy.refuses(Rule::Length, &long.repeat(3)));
    }
}
