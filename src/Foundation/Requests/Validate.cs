namespace PackageBilling.Foundation;

/// <summary>Runs the request's validators before its handler; all messages are gathered in one answer.</summary>
internal sealed class Validate<TRequest, TAnswer>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TAnswer>
{
    public async Task<TAnswer> Handle(
        TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TAnswer> next)
    {
        var failures = validators.Select(validator => validator.Validate(request))
            .SelectMany(result => result.Errors).ToList();
        return failures.Count > 0 ? throw new ValidationException(failures) : await next();
    }
}
