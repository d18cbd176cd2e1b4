using Spectre.Console;

namespace PackageBilling.Host;

/// <summary>Says on a terminal what is being done. Standard output, and errors that go to a file,
/// stay free of it.</summary>
internal sealed class Progress
{
    private readonly IAnsiConsole? _terminal = Console.IsErrorRedirected ? null
        : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    private StatusContext? _status;

    /// <summary>Shows a spinner while work is under way.</summary>
    public Task<int> While(Func<Task<int>> work) =>
        _terminal is null ? work() : _terminal.Status().StartAsync("Starting", async status =>
        {
            _status = status;
            return await work();
        });

    public void Say(string what) => _status?.Status(Markup.Escape(what));
}
