//! Nothing is sent that says nothing, and nothing without something to answer.

use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let bubbles = reply.made.bubbles;
    let says_nothing = |text: &String| !text.chars().any(|c| !c.is_whitespace());
    (bubbles.is_empty() || bubbles.iter().any(says_nothing) || reply.asked.is_empty())
        .then_some(Outcome::Refuse)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Case, refuses};
    use super::super::{Rule, Verdict};

    #[test]
    fn nothing_is_no_reply() {
        assert!(refuses(Rule::Empty, "привет", ""));
        assert!(refuses(Rule::Empty, "привет", " \n "));
        let refused = vec![Verdict::Refuse(Rule::Empty)];
        assert_eq!(Case::asked("привет").verdicts(&[]), refused);
        assert_eq!(Case::asked("привет").verdicts(&["ок", ""]), refused);
        assert!(!refuses(Rule::Empty, "привет", "👍"));
    }
}
