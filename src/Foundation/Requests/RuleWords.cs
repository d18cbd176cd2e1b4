using FluentValidation.Resources;

namespace PackageBilling.Foundation;

/// <summary>What a rule that says nothing itself says of a field, whatever the server's language.</summary>
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
