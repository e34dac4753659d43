//! What a typed task declares: its name, the variables of its prompts, and its answer.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::schema::schema_for_models;

/// A typed task, implemented by the type of its requests.
pub trait Task: Send + Sync + Sized + 'static {
    /// The task's name, in the policy and in the contract.
    const NAME: &'static str;
    /// What the task does, in one sentence, for the authors of a policy.
    const SUMMARY: &'static str;
    /// What the task's prompts may show.
    const VARIABLES: &'static [Variable<Self>];
    /// The type of the answer.
    type Answer: Send + 'static;
    /// How the model is asked for the answer, and how its answer is read.
    const ANSWER: TaskAnswer<Self::Answer>;

    /// The public name of the model. Absent if the policy chooses the model.
    fn model(&self) -> Option<&str>;
}

/// A variable of the prompts of the task `T`.
pub struct Variable<T> {
    pub(super) name: &'static str,
    pub(super) source: Source<T>,
}

/// Where the value of a variable is in a request.
pub(super) enum Source<T> {
    Text(fn(&T) -> &str),
    Texts { delimiter: &'static str, read: fn(&T) -> &[String] },
    Choice { names: &'static [&'static str], read: fn(&T) -> &'static str },
}

impl<T> Variable<T> {
    /// A text that the caller wrote. Prompts show it between delimiters of the variable's name.
    pub(super) const fn text(name: &'static str, read: fn(&T) -> &str) -> Self {
        Self { name, source: Source::Text(read) }
    }

    /// Texts that the caller wrote, or none. Prompts show each between delimiters of the name `delimiter`.
    pub(super) const fn texts(name: &'static str, delimiter: &'static str, read: fn(&T) -> &[String]) -> Self {
        Self { name, source: Source::Texts { delimiter, read } }
    }

    /// One of the values of a choice, by its name.
    pub(super) const fn choice(
        name: &'static str,
        names: &'static [&'static str],
        read: fn(&T) -> &'static str,
    ) -> Self {
        Self { name, source: Source::Choice { names, read } }
    }

    fn declaration(&self) -> VariableDeclaration {
        let holds = match self.source {
            Source::Text(_) => Holds::CallerText { delimiter: self.name, optional: false },
            Source::Texts { delimiter, .. } => Holds::CallerText { delimiter, optional: true },
            Source::Choice { names, .. } => Holds::Choice(names),
        };
        VariableDeclaration { name: self.name, holds }
    }
}

/// How the model is asked for a task's answer, and how its answer is read.
pub enum TaskAnswer<A> {
    /// The answer is text, which every model can give.
    Text(fn(String) -> A),
    /// The answer is an object, which structured models can give.
    Object(ObjectAnswer<A>),
}

/// An answer that is an object. One type is the schema that the model is given, the schema that judges the model's answer,
/// and what the answer is read into.
pub struct ObjectAnswer<A> {
    pub(crate) declaration: ObjectDeclaration,
    /// Reads an object that the schema accepts.
    pub(crate) read: fn(Value) -> serde_json::Result<A>,
}

impl<A> TaskAnswer<A> {
    /// An answer that is an object. `name` and `description` are shown to the model; the name may have letters, digits and
    /// underscores.
    pub(super) const fn object(name: &'static str, description: &'static str) -> Self
    where
        A: DeserializeOwned + JsonSchema,
    {
        let declaration = ObjectDeclaration { name, description, schema: schema_for_models::<A> };
        Self::Object(ObjectAnswer { declaration, read: serde_json::from_value })
    }
}

/// A task's declaration, without its types.
#[derive(Debug)]
pub(crate) struct TaskDeclaration {
    /// [`Task::NAME`].
    pub(crate) name: &'static str,
    /// [`Task::SUMMARY`].
    pub(crate) summary: &'static str,
    /// The object that the task answers with. Absent if it answers with text.
    pub(crate) object: Option<ObjectDeclaration>,
    variables: fn() -> Vec<VariableDeclaration>,
}

/// The object that a task answers with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ObjectDeclaration {
    /// The object's name, which the model sees.
    pub(crate) name: &'static str,
    /// The object's purpose, which the model sees.
    pub(crate) description: &'static str,
    /// The JSON Schema that the model is given.
    pub(crate) schema: fn() -> Value,
}

/// A variable of a task's prompts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VariableDeclaration {
    /// The variable's name in templates.
    pub(crate) name: &'static str,
    /// What its value is.
    pub(crate) holds: Holds,
}

/// What the value of a variable is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    /// Text that the caller wrote, between delimiters of this name. If it is optional, the value is empty or has several
    /// texts, each between delimiters.
    CallerText { delimiter: &'static str, optional: bool },
    /// One of these names.
    Choice(&'static [&'static str]),
}

impl TaskDeclaration {
    /// The declaration of `T`.
    pub(super) const fn of<T: Task>() -> Self {
        let object = match T::ANSWER {
            TaskAnswer::Text(_) => None,
            TaskAnswer::Object(ObjectAnswer { declaration, .. }) => Some(declaration),
        };
        Self { name: T::NAME, summary: T::SUMMARY, object, variables: variables_of::<T> }
    }

    /// What the task's prompts may show.
    pub(crate) fn variables(&self) -> Vec<VariableDeclaration> {
        (self.variables)()
    }
}

fn variables_of<T: Task>() -> Vec<VariableDeclaration> {
    T::VARIABLES.iter().map(Variable::declaration).collect()
}

impl VariableDeclaration {
    /// Whether the value is text that the caller wrote.
    pub(crate) fn is_caller_text(&self) -> bool {
        matches!(self.holds, Holds::CallerText { .. })
    }
}
