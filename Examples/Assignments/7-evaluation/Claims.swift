import Assignments

let claims: [Claim<any EvaluationTask>] = []
