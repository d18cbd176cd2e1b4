using FluentValidation.Resources;

namespace PackageBilling.Foundation;

/// <summary>Messages of rules that have no message of their own,
/// in English whatever the server's language is.</summary>
internal sealed class RuleWords : LanguageManager
{
    private const string English = "en", Required = "is required";

    public RuleWords()
    {
        Enabled = false;
        AddTranslation(English, "NotNullValidator", Required);
        AddTranslation(English, "NotEmptyValidator", Required);
    }
}
