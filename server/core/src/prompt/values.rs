//! The values of a task's variables for one request.

use super::delimit::delimited;
use super::task::{Source, Task, Variable};
use super::template::Values;

/// The values with which the templates of `T` are rendered for `request`.
pub(crate) fn values<T: Task>(request: &T) -> Values {
    T::VARIABLES.iter().map(|variable| (variable.name, value(variable, request))).collect()
}

fn value<T>(variable: &Variable<T>, request: &T) -> String {
    match &variable.source {
        Source::Text(read) => delimited(variable.name, read(request)),
        Source::Texts { delimiter, read } => {
            let texts: Vec<_> = read(request).iter().map(|text| delimited(delimiter, text)).collect();
            texts.join("\n")
        }
        Source::Choice { read, .. } => read(request).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prompt::task::TaskDeclaration;
    use crate::prompt::tasks::explain::ExplainRequest;
    use crate::prompt::tasks::reply::ReplyRequest;
    use crate::prompt::tasks::summarize::SummarizeRequest;

    #[test]
    fn a_request_has_a_value_for_each_variable_that_its_task_declares_and_no_other() {
        fn check<T: Task + Default>() {
            let declared: Vec<_> =
                TaskDeclaration::of::<T>().variables().iter().map(|variable| variable.name).collect();
            let mut values: Vec<_> = values(&T::default()).into_keys().collect();
            values.sort_by_key(|name| declared.iter().position(|other| other == name));
            assert_eq!(values, declared);
        }
        check::<SummarizeRequest>();
        check::<ExplainRequest>();
        check::<ReplyRequest>();
    }
}
