//! Finds stop sequences in a text that arrives in pieces. Text that may be the start of a stop sequence is held back until it
//! is certain that it is not, so that no part of a stop sequence is ever output.

/// Watches one generated text for stop sequences.
pub(crate) struct StopSequences<'a> {
    sequences: Vec<&'a str>,
    /// The end of the text so far, which may be the start of a stop sequence.
    held: String,
}

/// What can be output after a piece of text.
#[derive(Debug, PartialEq)]
pub(crate) struct Released {
    /// Text that is certainly part of the output. It may be empty.
    pub(crate) text: String,
    /// Whether a stop sequence follows this text.
    pub(crate) stopped: bool,
}

impl<'a> StopSequences<'a> {
    pub(crate) fn new(sequences: &'a [String]) -> Self {
        // An empty sequence would stop every text before its first character.
        let sequences = sequences.iter().map(String::as_str).filter(|sequence| !sequence.is_empty()).collect();
        Self { sequences, held: String::new() }
    }

    /// Adds the next piece, and releases the text that is certainly part of the output.
    pub(crate) fn push(&mut self, piece: &str) -> Released {
        self.held.push_str(piece);
        if let Some(start) = self.first_match() {
            self.held.truncate(start);
            return Released { text: std::mem::take(&mut self.held), stopped: true };
        }
        let kept = self.held.split_off(self.held.len() - self.possible_start());
        Released { text: std::mem::replace(&mut self.held, kept), stopped: false }
    }

    /// The text that is still held back when the text ends without a stop sequence. It is part of the output.
    pub(crate) fn rest(self) -> String {
        self.held
    }

    /// Where the first complete stop sequence starts. The first one is the one that ends first, so that the result does not
    /// depend on how the text was cut into pieces.
    fn first_match(&self) -> Option<usize> {
        self.sequences
            .iter()
            .filter_map(|sequence| self.held.find(sequence).map(|start| (start + sequence.len(), start)))
            .min()
            .map(|(_, start)| start)
    }

    /// The length, in bytes, of the longest end of the held text with which a stop sequence may start.
    fn possible_start(&self) -> usize {
        self.held
            .char_indices()
            .map(|(start, _)| &self.held[start..])
            .find(|end| self.sequences.iter().any(|sequence| sequence.starts_with(end)))
            .map_or(0, str::len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Adds all `pieces`. Returns the whole output, and whether a stop sequence ended it.
    fn run(sequences: &[&str], pieces: &[&str]) -> (String, bool) {
        let sequences: Vec<String> = sequences.iter().map(ToString::to_string).collect();
        let mut stops = StopSequences::new(&sequences);
        let mut output = String::new();
        for piece in pieces {
            let released = stops.push(piece);
            output.push_str(&released.text);
            if released.stopped {
                return (output, true);
            }
        }
        output.push_str(&stops.rest());
        (output, false)
    }

    #[test]
    fn text_without_stop_sequences_is_released_at_once() {
        let mut stops = StopSequences::new(&[]);
        assert_eq!(stops.push("hello"), Released { text: "hello".into(), stopped: false });
    }

    #[test]
    fn a_stop_sequence_within_a_piece_ends_the_text_before_it() {
        assert_eq!(run(&["END"], &["one END two"]), ("one ".into(), true));
    }

    #[test]
    fn no_part_of_a_stop_sequence_across_pieces_is_output() {
        assert_eq!(run(&["END"], &["one E", "N", "D two"]), ("one ".into(), true));
    }

    #[test]
    fn text_that_only_looked_like_a_stop_sequence_is_released() {
        let sequences = ["END".to_owned()];
        let mut stops = StopSequences::new(&sequences);
        assert_eq!(stops.push("an EN").text, "an ");
        assert_eq!(stops.push("TRY").text, "ENTRY");
    }

    #[test]
    fn a_partial_stop_sequence_at_the_end_of_the_text_is_output() {
        assert_eq!(run(&["END"], &["the EN"]), ("the EN".into(), false));
    }

    #[test]
    fn a_stop_sequence_may_start_within_a_partial_one() {
        assert_eq!(run(&["aab"], &["a", "a", "a", "b"]), ("a".into(), true));
    }

    #[test]
    fn the_sequence_that_ends_first_is_found_however_the_text_is_cut() {
        assert_eq!(run(&["abcd", "bc"], &["abcd"]), ("a".into(), true));
        assert_eq!(run(&["abcd", "bc"], &["a", "b", "c", "d"]), ("a".into(), true));
    }

    #[test]
    fn a_sequence_of_characters_with_several_bytes_is_found_across_pieces() {
        assert_eq!(run(&["é→"], &["caf", "é", "→x"]), ("caf".into(), true));
    }

    #[test]
    fn an_empty_stop_sequence_is_ignored() {
        assert_eq!(run(&[""], &["text"]), ("text".into(), false));
    }
}
