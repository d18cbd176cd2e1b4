using System.Net;
using Microsoft.AspNetCore.Http;

namespace PackageBilling.Host;

/// <summary>
/// The administrator's key that the configuration gives. People type it, so it can be one that is guessed. Where only
/// this machine can call, as on a developer's own, a short key is a risk to be told of; where a network can, the host
/// does not start with it.
/// </summary>
internal static class AdminKey
{
    public const string Setting = "Auth:AdminKey";

    /// <summary>
    /// Guessing 16 characters takes longer than anybody has, at the requests a second that the host answers.
    /// </summary>
    public const int MinLength = 16;

    /// <summary>Warns of a key that is too short, or refuses it.</summary>
    /// <exception cref="InvalidOperationException">The key is too short, and the host listens beyond this
    /// machine.</exception>
    public static void Check(IConfiguration configuration, Action<string> say)
    {
        if (configuration[Setting] is not { Length: > 0 and < MinLength } key) return;
        var text = $"{Setting} has {key.Length} characters and must have at least {MinLength}";
        if (!Addresses(configuration).All(IsLocal))
            throw new InvalidOperationException($"{text}, since the host listens beyond this machine.");
        say($"Warning: {text} before anybody but this machine can reach the host, also through a proxy.");
    }

    private static IEnumerable<string> Addresses(IConfiguration configuration) =>
        (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren()
                .Select(endpoint => endpoint["Url"] ?? ""));

    private static bool IsLocal(string address)
    {
        try
        {
            var binding = BindingAddress.Parse(address);
            return binding.IsUnixPipe || binding.IsNamedPipe
                || binding.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
                || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
