//! The typed tasks: a request with a form of its own becomes a prompt of the policy, and the model's answer what the task
//! promises.
//!
//! - `name`: the tasks, and the variables of their prompts.
//! - `words`, `template`: the caller's words as data, and the prompts around them.
//! - [`Answer`]: answers that are objects, judged before anybody sees them.
//! - [`Tasks`]: one governed task: prompt, model, judgement, one repair.

mod answer;
mod choice;
mod explain;
mod name;
mod reply;
mod run;
mod summarize;
mod template;
mod words;

pub use answer::{Answer, AnswerFault, AnswerJudge, schema};
pub use explain::{Audience, ExplainRequest, Explanation};
pub use name::TaskName;
pub use reply::{Category, ReplyDraft, ReplyRequest, Sentiment, Tone};
pub use run::Tasks;
pub use summarize::{Form, Length, SummarizeRequest, Summary};
pub use template::NotRendered;

pub(crate) use name::{Holds, Variable};
pub(crate) use template::{Template, TemplateFault, Values};
pub(crate) use words::delimited;
